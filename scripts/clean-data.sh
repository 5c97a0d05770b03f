#!/usr/bin/env bash
# Removes the demo data, and only that: a folder that was not seeded as a demo is left alone.
source "$(dirname "$0")/lib.sh"

data=${LATARNIA_DATA:-$root/data}
[ -e "$data" ] || { note "there is no $data" && exit 0; }
[ -f "$data/demo-sign-ins.txt" ] || die "$data was not made by 'make run'; nothing was removed"
rm -rf -- "$data"
note "removed $data"
