#!/usr/bin/env bash
# What scripts/phone-check.sh finds, one broken phone project at a time.
source "$(dirname "$0")/claims.sh"

manifest=src-tauri/gen/android/app/src/main/AndroidManifest.xml
res=src-tauri/gen/android/app/src/main/res
kotlin=src-tauri/gen/android/app/src/main/java/pl/latarnia/app
gradle=src-tauri/gen/android/app/build.gradle.kts

# The part of the tree that is looked at, in $here.
copy() {
  sources src-tauri .github ui/package.json ui/src/phone/device sync-server/src/auth/enrol.rs field/src/enrolment.rs \
    Cargo.toml 'scripts/*.sh' 'scripts/*.py' | tar -cf - -T - | tar -xf - -C "$here"
}

# finds WHAT FILE SED: with that change to that file, WHAT is among the problems.
finds() {
  copy
  cp "$here/$2" "$here/before"
  sed -i -E "$3" "$here/$2"
  if cmp -s "$here/before" "$here/$2"; then echo "nothing was broken in $2" && return 1; fi
  fails scripts/phone-check.sh "$here" >"$here/said"
  has "$here/said" "$1"
}

the_tree_as_it_is_has_no_problem() { copy && scripts/phone-check.sh "$here"; }
a_permission_nobody_listed_is_found() {
  finds 'permissions of the manifest and of permissions.txt' $manifest \
    's|(<uses-permission android:name="android.permission.)INTERNET" />|&\1READ_CONTACTS" />|'
}
a_listed_permission_nobody_asks_for_is_found() {
  finds 'permissions of the manifest and of permissions.txt' src-tauri/gen/android/permissions.txt \
    's|^android.permission.INTERNET|&\nandroid.permission.NFC|'
}
a_permission_for_longer_than_needed_is_found() {
  finds 'permissions of the manifest and of permissions.txt' $manifest 's| android:maxSdkVersion="32"||'
}
a_permission_of_a_library_let_in_is_found() { finds 'WAKE_LOCK' $manifest 's|(WAKE_LOCK") tools:node="remove"|\1|'; }
a_camera_the_page_may_not_use_is_found() {
  finds 'Camera is allowed in only one' src-tauri/src/window.rs 's/PermissionKind::Geolocation \| PermissionKind::Camera \|/PermissionKind::Geolocation |/'
}
a_microphone_without_permission_is_found() {
  finds 'Microphone is allowed in only one' src-tauri/src/window.rs 's/ \| PermissionKind::Microphone =>/ =>/'
}
a_camera_that_is_required_is_found() { finds 'camera is required' $manifest 's|(hardware.camera" android:required=")false|\1true|'; }
a_backup_is_found() { finds 'allowBackup of the application' $manifest 's|allowBackup="false"|allowBackup="true"|'; }
rules_that_are_not_named_are_found() { finds 'dataExtractionRules' $manifest '/dataExtractionRules=/d'; }
a_domain_left_out_of_one_section_is_found() {
  finds 'what device-transfer keeps out' $res/xml/data_extraction_rules.xml '/<device-transfer>/,$ { /domain="device_file"/d }'
}
a_missing_section_is_found() {
  finds 'sections of the data extraction rules' $res/xml/data_extraction_rules.xml '/<device-transfer>/,/<.device-transfer>/d'
}
a_domain_left_out_for_older_phones_is_found() {
  finds 'what full-backup-content keeps out' $res/xml/full_backup_content.xml '/domain="sharedpref"/d'
}
something_included_is_found() {
  finds 'includes something' $res/xml/full_backup_content.xml 's|<full-backup-content>|&<include domain="file" path="a" />|'
}
cleartext_in_the_manifest_is_found() { finds 'usesCleartextTraffic' $manifest 's|usesCleartextTraffic="false"|usesCleartextTraffic="true"|'; }
cleartext_in_the_rules_is_found() {
  finds 'base-config permits cleartext' $res/xml/network_security_config.xml 's|Permitted="false"|Permitted="true"|'
}
a_users_certificate_is_found() { finds "TLS trusts 'user'" $res/xml/network_security_config.xml 's|src="system"|src="user"|'; }
an_open_receiver_is_found() {
  finds 'what other programs can reach' $manifest '/AlarmReceiver/,/<.receiver>/ s|exported="false"|exported="true"|'
}
a_second_way_into_the_activity_is_found() {
  finds 'what other programs can reach' $manifest 's|android:scheme="latarnia"|android:scheme="https"|'
}
a_component_that_does_not_say_is_found() { finds 'does not say whether it is exported' $manifest '/FileProvider/,/grantUri/ { /exported/d }'; }
a_text_missing_in_one_language_is_found() { finds 'texts in values-uk' $res/values-uk/strings.xml '/return_by_title/d'; }
a_text_with_a_gap_is_found() { finds 'has a gap to fill' $res/values-en/strings.xml 's|(return_by_text">)|\1%1$s |'; }
a_drawable_that_is_not_there_is_found() { finds 'drawable/lamp_post' $res/mipmap-anydpi/latarnia.xml 's|@drawable/lamp|@drawable/lamp_post|'; }
a_theme_that_is_not_there_is_found() { finds 'style/Theme.Other' $manifest 's|Theme.Latarnia|Theme.Other|'; }
a_text_kotlin_does_not_find_is_found() { finds 'string/return_title' $kotlin/ReturnNotice.kt 's|R.string.return_by_title|R.string.return_title|'; }
xml_that_is_not_well_formed_is_found() { finds 'themes.xml' $res/values/themes.xml 's|</style>||'; }
kotlin_that_cannot_be_parsed_is_found() { finds 'Page.kt cannot be parsed' $kotlin/Page.kt 's|^class Page\(|class Page((|'; }
another_version_is_found() { finds 'the version in tauri.conf.json' src-tauri/tauri.conf.json 's|"identifier"|"version": "9.9.9", &|'; }
a_version_made_up_by_gradle_is_found() { finds 'makes up its own versionName' $gradle 's|versionName = .*|versionName = "1.0"|'; }
another_oldest_android_is_found() { finds 'minSdk of Gradle' $gradle 's|minSdk = 28|minSdk = 24|'; }
a_permission_of_the_page_nobody_declares_is_found() {
  finds 'fs:allow-read-file is not declared' src-tauri/capabilities/phone.json 's|"allow-call"|&, "fs:allow-read-file"|'
}
a_wish_kotlin_does_not_know_is_found() { finds 'what Rust asks of Kotlin' $kotlin/DevicePlugin.kt 's|fun cancelAlarm|fun stopAlarm|'; }
a_key_that_outlives_a_new_finger_is_found() {
  finds 'setInvalidatedByBiometricEnrollment' $kotlin/FingerKey.kt 's|(BiometricEnrollment\()true|\1false|'
}
a_key_that_asks_for_no_finger_is_found() {
  finds 'setUserAuthenticationRequired' $kotlin/FingerKey.kt 's|(AuthenticationRequired\()true|\1false|'
}
a_finger_that_counts_for_a_while_is_found() {
  finds 'how long a finger counts' $kotlin/FingerKey.kt 's|Parameters\(0,|Parameters(30,|'
}
a_vault_lost_with_a_finger_is_found() {
  finds "the vault's key asks for a finger" $kotlin/VaultKey.kt 's|\.setKeySize\(256\)|&.setUserAuthenticationRequired(true)|'
}
a_reason_rust_does_not_know_is_found() {
  finds 'Rust does not know the reason locked_out' $kotlin/FingerPrompt.kt 's|"exhausted"|"locked_out"|'
}
an_event_the_page_does_not_hear_is_found() { finds 'what Kotlin tells the page' ui/src/phone/device/shell.ts "s|on\('back'|on('return'|"; }
another_link_than_the_servers_is_found() { finds 'knows another link' sync-server/src/auth/enrol.rs 's|latarnia://enrol|latarnia://join|'; }
a_screenshot_is_found() { finds 'before it is kept from screenshots' $kotlin/MainActivity.kt '/FLAG_SECURE/d'; }
an_exception_from_tls_on_the_iphone_is_found() {
  finds 'ATS has an exception' src-tauri/Info.ios.plist '/NSAllowsArbitraryLoads</{n;s|false|true|}'
}
files_open_while_the_iphone_is_locked_are_found() {
  finds 'data protection' src-tauri/gen/apple/latarnia_app_iOS/latarnia_app_iOS.entitlements 's|ProtectionComplete|ProtectionNone|'
}
a_reason_missing_in_one_language_is_found() {
  finds 'reasons in en' src-tauri/gen/apple/Sources/latarnia_app/en.lproj/InfoPlist.strings '/NSCamera/d'
}

for test in $(declare -F | awk '/_(found|problem)$/ {print $3}'); do claim "$test"; done
claims_done
