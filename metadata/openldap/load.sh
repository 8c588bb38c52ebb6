#!/bin/sh
# Makes a stand-alone OpenLDAP folder with the schema and the invented people, and says how to start it.
# Usage: load.sh FOLDER [PEOPLE.ldif]   (TLS_CERT, TLS_KEY: PEM files, for StartTLS and LDAPS)
set -eu
umask 077
PATH="$PATH:/usr/sbin:/usr/local/sbin"

[ $# -ge 1 ] || { echo "usage: $0 FOLDER [PEOPLE.ldif]" >&2; exit 2; }
command -v slapadd >/dev/null || { echo "slapadd is missing (on Debian: the slapd package)" >&2; exit 1; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
people=${2:-$here/../people/academie.ldif}
[ -r "$people" ] || { echo "$people cannot be read" >&2; exit 1; }
[ ! -e "$folder/config" ] || { echo "$folder holds a directory already: choose an empty folder" >&2; exit 1; }

first() { for candidate in "$@"; do if [ -e "$candidate" ]; then echo "$candidate"; return; fi; done; echo "not found: $*" >&2; exit 1; }
schemas=${SCHEMAS:-$(dirname "$(first /etc/ldap/schema/core.ldif /etc/openldap/schema/core.ldif)")}
modules=${MODULES:-$(dirname "$(first /usr/lib/ldap/back_mdb.so /usr/lib/openldap/back_mdb.so /usr/lib64/openldap/back_mdb.so)")}
suffix=$(sed -n 's/^dn: //p' "$people" | head -n 1) # the first entry is the base of all the others
[ -n "$suffix" ] || { echo "$people holds no entry" >&2; exit 1; }
case $suffix in
dc=*) directory=directory ;;
*) directory=directories.agents ;;
esac
if [ -e "$modules/argon2.so" ]; then argon2='olcModuleLoad: argon2'; else argon2='#'; fi
bytes=$(($(wc -c <"$people") * 20 + 67108864))

mkdir "$folder/config" "$folder/data"
[ -s "$folder/reader.password" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$folder/reader.password"
hash=$(slappasswd -T "$folder/reader.password")

sed -e "s|@FOLDER@|$folder|g" -e "s|@HERE@|$here|g" -e "s|@SCHEMAS@|$schemas|g" -e "s|@MODULES@|$modules|g" \
    -e "s|@BYTES@|$bytes|g" -e "s|@SUFFIX@|$suffix|g" -e "s|@ARGON2@|$argon2|g" "$here/config.ldif" >"$folder/config.ldif"
if [ -n "${TLS_CERT:-}" ]; then
    sed -i "s|^olcIdleTimeout: .*|&\nolcTLSCertificateFile: $TLS_CERT\nolcTLSCertificateKeyFile: ${TLS_KEY:-$TLS_CERT}\nolcTLSProtocolMin: 3.3|" "$folder/config.ldif"
fi
sed -e "s|@HASH@|$hash|" -e "s|@SUFFIX@|$suffix|" "$here/reader.ldif" >"$folder/reader.ldif"

slapadd -n 0 -F "$folder/config" -l "$folder/config.ldif"
if [ "$argon2" = '#' ]; then # a slapd without the module: the demo password, public anyway, in a scheme that it knows
    ssha=$(slappasswd -h '{SSHA}' -s bac-a-sable)
    sed "s|^userPassword: {ARGON2}.*cHJlYXUgYmFjLWEtc2FiIQ.*|userPassword: $ssha|" "$people" >"$folder/people.ldif"
    slapadd -q -n 1 -F "$folder/config" -l "$folder/people.ldif"
    rm "$folder/people.ldif"
else
    slapadd -q -n 1 -F "$folder/config" -l "$people"
fi
slapadd -q -n 1 -F "$folder/config" -l "$folder/reader.ldif"
rm "$folder/reader.ldif"

cat <<END
Loaded. Start it with:
  slapd -F $folder/config -h ldap://127.0.0.1:3890 -d 0
and, in preau.toml:
  [$directory]
  kind = "ldap"
  [$directory.ldap]
  url = "ldap://127.0.0.1:3890"
  bind_dn = "cn=reader,$suffix"
  bind_password_file = "$folder/reader.password"
END
if [ -z "${TLS_CERT:-}" ]; then
    cat <<END
  start_tls = false
  insecure_plaintext = true   # this machine only; give TLS_CERT and TLS_KEY for StartTLS
END
else
    echo "  ca_file = \"$TLS_CERT\"   # or the authority that signed it"
fi
