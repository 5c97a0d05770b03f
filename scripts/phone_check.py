"""Looks through the phone projects of a tree; see phone-check.sh. Prints one line for each problem."""

import json
import plistlib
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import tree_sitter
import tree_sitter_kotlin
import yaml

A = "{http://schemas.android.com/apk/res/android}"
TOOLS = "{http://schemas.android.com/tools}"
LANGUAGES = {"pl", "en", "uk"}
DOMAINS = {prefix + name for prefix in ("", "device_") for name in ("root", "file", "database", "sharedpref")} | {"external"}
# Everything another program can reach: the component, and for each filter its actions and its addresses.
OPEN = {
    ".MainActivity": [
        ({"android.intent.action.MAIN"}, set()),
        ({"android.intent.action.VIEW"}, {"latarnia://enrol"}),
    ]
}
# What our resources take from libraries.
FROM_LIBRARIES = {"style/Theme.AppCompat.NoActionBar"}
# Rust may ask the webview's question only if the app may be asked the system's.
ASKED_BY_THE_PAGE = {
    "Camera": {"android.permission.CAMERA"},
    "Geolocation": {"android.permission.ACCESS_COARSE_LOCATION", "android.permission.ACCESS_FINE_LOCATION"},
    "Microphone": {"android.permission.RECORD_AUDIO", "android.permission.MODIFY_AUDIO_SETTINGS"},
}


class Tree:
    """The tree that is looked at, and what is wrong with it."""

    def __init__(self, root):
        self.root = root
        self.shell = root / "src-tauri"
        self.android = self.shell / "gen/android"
        self.main = self.android / "app/src/main"
        self.res = self.main / "res"
        self.kotlin = self.main / "java/pl/latarnia/app"
        self.apple = self.shell / "gen/apple"
        self.wrong = []

    def say(self, what):
        self.wrong.append(what)

    def expect(self, holds, what):
        if not holds:
            self.say(what)

    def same(self, what, ours, theirs):
        if ours != theirs:
            self.say(f"{what}: {show(ours)} is not {show(theirs)}")

    def xml(self, path):
        try:
            return ET.parse(path).getroot()
        except (OSError, ET.ParseError) as error:
            self.say(f"{path.name}: {error}")
            return ET.Element("nothing")

    def text(self, path):
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            self.say(f"{path.name}: {error}")
            return ""

    def found(self, what, pattern, text):
        match = re.search(pattern, text)
        if match is None:
            self.say(f"{what} is not there")
            return ""
        return match.group(1)

    def sources(self):
        return [self.text(path) for path in sorted(self.kotlin.glob("*.kt"))]


def show(value):
    return ", ".join(sorted(map(str, value))) or "nothing" if isinstance(value, (set, frozenset)) else repr(value)


def listed(text):
    """The lines of permissions.txt: the name, and what is said of it."""
    lines = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {line[0]: " ".join(line[1:]) for line in lines}


def permissions(tree, manifest):
    asked, kept_out = {}, set()
    for node in manifest.findall("uses-permission"):
        name = node.get(A + "name")
        if node.get(TOOLS + "node") == "remove":
            kept_out.add(name)
            continue
        tree.expect(name not in asked, f"the manifest asks twice for {name}")
        most = node.get(A + "maxSdkVersion")
        asked[name] = f"maxSdkVersion={most}" if most else ""
    wanted = listed(tree.text(tree.android / "permissions.txt"))
    wanted = {name: about for name, about in wanted.items() if about != "merged"}
    tree.same("permissions of the manifest and of permissions.txt", set(asked.items()), set(wanted.items()))
    tree.expect(not kept_out & set(asked), f"kept out and asked for: {show(kept_out & set(asked))}")
    for feature in manifest.findall("uses-feature"):
        tree.expect(feature.get(A + "required") == "false", f"{feature.get(A + 'name')} is required")
    window = tree.text(tree.shell / "src/window.rs")
    allowed = tree.found("what the page may ask for", r"(?s)fn permission\(.*?\{(.*?)=> \{?\s*PermissionResponse::Allow", window)
    for kind, names in ASKED_BY_THE_PAGE.items():
        needed = f"PermissionKind::{kind}" in allowed
        tree.expect((names <= set(asked)) == needed, f"{kind} is allowed in only one of window.rs and the manifest")


def components(tree, manifest):
    application = manifest.find("application")
    if application is None:
        return tree.say("the manifest has no application")
    for name, value in {
        "allowBackup": "false",
        "dataExtractionRules": "@xml/data_extraction_rules",
        "fullBackupContent": "@xml/full_backup_content",
        "networkSecurityConfig": "@xml/network_security_config",
        "usesCleartextTraffic": "false",
        "debuggable": None,
    }.items():
        tree.same(f"{name} of the application", application.get(A + name), value)
    opened = {}
    for kind in ("activity", "activity-alias", "service", "receiver", "provider"):
        for node in application.findall(kind):
            name = node.get(A + "name")
            if node.get(TOOLS + "node") == "remove":
                continue
            tree.expect(node.get(A + "exported") in ("true", "false"), f"{name} does not say whether it is exported")
            if node.get(A + "exported") == "true":
                opened[name] = [filter_of(found) for found in node.findall("intent-filter")]
    tree.same("what other programs can reach", opened, OPEN)


def filter_of(node):
    data = [(part.get(A + "scheme"), part.get(A + "host")) for part in node.findall("data")]
    return {part.get(A + "name") for part in node.findall("action")}, {f"{scheme}://{host}" for scheme, host in data}


def backups(tree):
    rules = tree.xml(tree.res / "xml/data_extraction_rules.xml")
    tree.same("sections of the data extraction rules", {part.tag for part in rules}, {"cloud-backup", "device-transfer"})
    for section in [*rules, tree.xml(tree.res / "xml/full_backup_content.xml")]:
        shut = {rule.get("domain") for rule in section if rule.tag == "exclude" and rule.get("path") == "."}
        tree.same(f"what {section.tag} keeps out", shut, DOMAINS)
        tree.expect(all(rule.tag == "exclude" for rule in section), f"{section.tag} includes something")


def network(tree):
    config = tree.xml(tree.res / "xml/network_security_config.xml")
    bases = list(config)
    tree.expect(bases and all(part.tag in ("base-config", "domain-config") for part in bases), "no or other TLS rules")
    for part in config.iter():
        if part.tag in ("base-config", "domain-config"):
            tree.expect(part.get("cleartextTrafficPermitted") == "false", f"{part.tag} permits cleartext")
        if part.tag == "certificates":
            source = part.get("src", "")
            tree.expect(source == "system" or source.startswith("@raw/"), f"TLS trusts {source!r}")
            tree.expect(part.get("overridePins") is None, "a certificate overrides pins")


def strings_of(tree, folder):
    nodes = tree.xml(tree.res / folder / "strings.xml").findall("string")
    return {node.get("name"): node for node in nodes}


def words(tree):
    polish = strings_of(tree, "values")
    wanted = {name for name, node in polish.items() if node.get("translatable") != "false"}
    for folder in ("values", "values-en", "values-uk"):
        here = strings_of(tree, folder)
        tree.same(f"texts in {folder}", set(here) & wanted | set(here) - set(polish), wanted)
        for name, node in here.items():
            text = "".join(node.itertext()).strip()
            # A notice can be read on a locked screen: nothing may be filled in.
            tree.expect(text and not re.search(r"[%{}<>]", text), f"{name} in {folder} is empty or has a gap to fill")


def resources(tree):
    have = set()
    for path in sorted(tree.res.rglob("*.xml")):
        kind = path.parent.name.split("-")[0]
        root = tree.xml(path)
        if kind != "values":
            have.add(f"{kind}/{path.stem}")
            continue
        have |= {f"{node.tag}/{node.get('name')}" for node in root}
    for path in [*sorted(tree.res.rglob("*.xml")), tree.main / "AndroidManifest.xml"]:
        text = re.sub(r"(?s)<!--.*?-->", "", tree.text(path))
        used = set(re.findall(r"""["'>]@([a-z]+/[\w.]+)""", text)) | {f"style/{name}" for name in re.findall(r'parent="([^"@]+)"', text)}
        tree.expect(used <= have | FROM_LIBRARIES, f"{path.name} uses {show(used - have - FROM_LIBRARIES)}, which is not there")
    used = {f"{kind}/{name}" for text in tree.sources() for kind, name in re.findall(r"(?<![\w.])R\.(\w+)\.(\w+)", text)}
    tree.expect(used <= have, f"the Kotlin uses {show(used - have)}, which is not there")


def versions(tree):
    config = json.loads(tree.text(tree.shell / "tauri.conf.json") or "{}")
    cargo = tomllib.loads(tree.text(tree.root / "Cargo.toml"))["workspace"]["package"]["version"]
    front = json.loads(tree.text(tree.root / "ui/package.json") or "{}").get("version")
    gradle = tree.text(tree.android / "app/build.gradle.kts")
    tree.same("the version in tauri.conf.json (Cargo's if it has none)", config.get("version", cargo), cargo)
    tree.same("the version of the screens", front, cargo)
    tree.same("the applicationId", tree.found("applicationId", r'applicationId = "(.*?)"', gradle), config.get("identifier"))
    tree.same("the namespace", tree.found("namespace", r'namespace = "(.*?)"', gradle), config.get("identifier"))
    least = str(config.get("bundle", {}).get("android", {}).get("minSdkVersion"))
    tree.same("minSdk of Gradle and of tauri.conf.json", tree.found("minSdk", r"minSdk = (\d+)", gradle), least)
    for name in ("versionCode", "versionName"):
        line = tree.found(name, rf"{name} = (.*)", gradle)
        tree.expect(f'"tauri.android.{name}"' in line, f"Gradle makes up its own {name}")


def powers(tree):
    """The page's permissions are those of commands there are, or of a library the shell depends on."""
    manifest = tomllib.loads(tree.text(tree.shell / "Cargo.toml"))
    commands = re.findall(r'"(\w+)"', tree.found("the commands of build.rs", r"commands\(&\[(.*?)\]", tree.text(tree.shell / "build.rs")))
    plugins = {name.removeprefix("tauri-plugin-") for name in manifest["dependencies"] if name.startswith("tauri-plugin-")}
    for path in sorted((tree.shell / "capabilities").glob("*.json")):
        for permission in json.loads(tree.text(path))["permissions"]:
            plugin, _, name = permission.rpartition(":")
            declared = plugin in plugins or plugin.startswith("core:") or (not plugin and name.removeprefix("allow-") in commands)
            tree.expect(declared and re.match(r"allow-[a-z-]+$", name), f"{path.name}: {permission} is not declared, or allows everything")


def seams(tree):
    """What one side says is heard on the other."""
    kotlin = "\n".join(tree.sources())
    told = set(re.findall(r'page\??\.(?:tell|ask)\("(\w+)"', kotlin))
    heard = set(re.findall(r"^  on\('(\w+)'", tree.text(tree.root / "ui/src/phone/device/shell.ts"), re.M))
    tree.same("what Kotlin tells the page and what the page hears", told, heard)
    offered = set(re.findall(r"@Command\s+fun (\w+)", kotlin))
    rust = "\n".join(tree.text(path) for path in sorted((tree.shell / "src/device").glob("*.rs")))
    asked = set(re.findall(r'\.ask(?:::<\w+>)?\(\s*"(\w+)"', strip_tests(rust)))
    tree.same("what Rust asks of Kotlin and what Kotlin offers", asked, offered)
    registered = re.search(r'register_android_plugin\("([\w.]+)", "(\w+)"\)', rust)
    tree.expect(registered and f"package {registered[1]}\n" in kotlin and f"class {registered[2]}(" in kotlin, "the plugin is not where Rust looks for it")
    link = r"latarnia:(?:\\/\\/|//)enrol"
    for path in ("sync-server/src/auth/enrol.rs", "ui/src/phone/device/invitation.ts", "field/src/enrolment.rs"):
        tree.expect(re.search(link, tree.text(tree.root / path)), f"{path} knows another link than the manifest")
    window = tree.text(tree.kotlin / "MainActivity.kt")
    secure, drawn = window.find("addFlags(WindowManager.LayoutParams.FLAG_SECURE)"), window.find("super.onCreate")
    tree.expect(0 < secure < drawn, "the window is drawn before it is kept from screenshots")


def fingers(tree):
    """A key behind a finger asks every time and dies with a new finger; the vault's own key must do neither."""
    finger, vault = tree.text(tree.kotlin / "FingerKey.kt"), tree.text(tree.kotlin / "VaultKey.kt")
    for call in ("setUserAuthenticationRequired(true)", "setInvalidatedByBiometricEnrollment(true)"):
        tree.expect(f".{call}" in finger, f"the finger's key does not say {call}")
    window = tree.found("how long a finger counts", r"setUserAuthenticationParameters\((.*)\)", finger)
    tree.same("how long a finger counts, and which", window, "0, KeyProperties.AUTH_BIOMETRIC_STRONG")
    tree.expect("setUserAuthentication" not in vault, "the vault's key asks for a finger and would be lost with it")
    named = tree.text(tree.shell / "src/device/android.rs")
    told = set(re.findall(r'-> "(\w+)"$', tree.text(tree.kotlin / "FingerPrompt.kt"), re.M)) - {"failed"}
    tree.expect(told, "Kotlin names no reason why a finger opened nothing")
    for reason in sorted(told):
        tree.expect(f'"{reason}" =>' in named, f"Rust does not know the reason {reason}")


def strip_tests(rust):
    return re.sub(r"(?s)#\[cfg\(test\)\]\s*mod tests \{.*?\n\}\n", "", rust)


def syntax(tree):
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_kotlin.language()))
    for path in sorted(tree.kotlin.glob("*.kt")):
        parsed = parser.parse(tree.text(path).encode())
        tree.expect(not parsed.root_node.has_error, f"{path.name} cannot be parsed")
    for path in sorted((tree.root / ".github/workflows").glob("*.yml")):
        try:
            jobs = yaml.safe_load(tree.text(path))["jobs"]
        except (yaml.YAMLError, KeyError, TypeError) as error:
            tree.say(f"{path.name}: {error}")
            continue
        lines = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
        for script in set(re.findall(r"\bscripts/[\w./-]+\.(?:sh|py)", "\n".join(lines))):
            tree.expect((tree.root / script).is_file(), f"{path.name} runs {script}, which is not there")


def iphone(tree):
    try:
        info = plistlib.loads(tree.text(tree.shell / "Info.ios.plist").encode())
        rights = plistlib.loads(tree.text(next(tree.apple.glob("*_iOS/*.entitlements"), tree.apple / "entitlements")).encode())
    except (plistlib.InvalidFileException, ValueError, ET.ParseError) as error:
        return tree.say(f"a property list of the iPhone: {error}")
    tree.same("data protection", rights.get("com.apple.developer.default-data-protection"), "NSFileProtectionComplete")
    tree.expect(not any(info.get("NSAppTransportSecurity", {"missing": True}).values()), "ATS has an exception or is not named")
    tree.expect(not info.get("UIFileSharingEnabled", True), "files of the iPhone can be shared")
    schemes = {scheme for kind in info.get("CFBundleURLTypes", []) for scheme in kind.get("CFBundleURLSchemes", [])}
    tree.same("link schemes of the iPhone", schemes, {"latarnia"})
    tree.same("languages of the iPhone", set(info.get("CFBundleLocalizations", [])), LANGUAGES)
    reasons = {name: text for name, text in info.items() if name.endswith("UsageDescription")}
    for language in sorted(LANGUAGES):
        text = tree.text(next(tree.apple.glob(f"Sources/*/{language}.lproj/InfoPlist.strings"), tree.apple / language))
        here = dict(re.findall(r'^"(\w+)" = "(.+)";$', text, re.M))
        tree.same(f"reasons in {language}", set(here), set(reasons))
        if language == "pl":
            tree.same("the Polish reasons", set(here.items()), set(reasons.items()))


def main(root):
    tree = Tree(root)
    manifest = tree.xml(tree.main / "AndroidManifest.xml")
    permissions(tree, manifest)
    components(tree, manifest)
    for look in (backups, network, words, resources, versions, powers, seams, fingers, syntax, iphone):
        look(tree)
    for what in tree.wrong:
        print(f"   {what}")
    return 1 if tree.wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
