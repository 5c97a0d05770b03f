#!/usr/bin/env bash
# Looks into a finished APK: permissions against the one list, what is open to other programs, kinds of phone, signature.
# Needs aapt2 and apksigner of the Android build tools on the PATH.
#   scripts/phone-apk.sh FILE.apk [SHA-256 OF THE CERTIFICATE]
source "$(dirname "$0")/lib.sh"

apk=${1:?which APK?}
certificate=${2:-}
list=src-tauri/gen/android/permissions.txt
wrong=0

# same WHAT OURS THEIRS: what differs, marked with < for missing and > for too much.
same() {
  diff <(sort <<<"$2") <(sort <<<"$3") >/dev/null && return
  note "$1:"
  diff <(sort <<<"$2") <(sort <<<"$3") | grep '^[<>]' | sed 's/^/      /' || true
  wrong=1
}

asked() {
  aapt2 dump permissions "$apk" |
    sed -nE "s/^uses-permission(-sdk-[0-9]+)?: name='([^']+)'( maxSdkVersion='([0-9]+)')?.*/\2 \4/p" | sed 's/ $//'
}
listed() { sed -nE '/ merged$/d; s/ maxSdkVersion=/ /; /^[a-z]/p' "$list"; }
# What a library brings into some builds and not into others, and may.
merged() { sed -nE 's/^([a-z].*) merged$/\1/p' "$list"; }

# The names of components whose `exported` is true.
reachable() {
  aapt2 dump xmltree "$apk" --file AndroidManifest.xml | awk '
    /E: / { if (open) print name; name = ""; open = 0; component = $2 ~ /^(activity|activity-alias|service|receiver|provider)$/ }
    component && /:name\(/ { split($0, part, "\""); name = part[2] }
    component && /:exported\(/ && /=(true|\(type 0x12\)0xffffffff)/ { open = 1 }
    END { if (open) print name }'
}

flags() {
  aapt2 dump xmltree "$apk" --file AndroidManifest.xml |
    grep -E ':(debuggable|testOnly|allowBackup|usesCleartextTraffic)\(' | grep -E '=(true|\(type 0x12\)0xffffffff)' || true
}

same 'permissions' "$(listed)" "$(asked | grep -vxF "$(merged)")"
same 'open to other programs' 'pl.latarnia.app.MainActivity' "$(reachable)"
same 'switched on that must be off' '' "$(flags)"
same 'kinds of phone' $'arm64-v8a\narmeabi-v7a' "$(unzip -Z1 "$apk" 'lib/*' | cut -d/ -f2 | sort -u)"

signers=$(apksigner verify --print-certs "$apk") || { note 'it is not signed' && wrong=1; }
if [ -n "$certificate" ]; then
  same 'certificate' "$(tr -d : <<<"${certificate,,}")" \
    "$(sed -nE 's/^(Signer #1|V3.* Signer:?).*certificate SHA-256 digest: ([0-9a-f]+).*/\2/p' <<<"$signers" | head -n 1)"
fi

[ $wrong = 0 ] || die "$apk is not what was meant"
note "$apk: as it should be"
