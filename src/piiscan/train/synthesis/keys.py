"""Names that people give to what holds a value, by what it holds; and names that only look like it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

#: What stands before a key's last words.
_OWNERS = (
    "db database mysql postgres pg redis smtp mail imap pop3 ldap bind admin root user ftp sftp ssh proxy default test my new old api auth login http "
    "keystore sudo wifi account rabbitmq mongo mongodb client master server backup remote service app site jdbc oracle mqtt telnet vpn vault jenkins "
    "docker registry nexus cache cluster es elastic influx grafana zabbix snmp radius samba smb share zone target source broker queue storage payment"
).split()
_PROVIDERS = (
    "github gitlab slack stripe aws s3 google twitter facebook azure sendgrid mailgun twilio npm pypi heroku dropbox telegram discord openai cloudflare "
    "digitalocean firebase maps weather sentry datadog okta auth0 paypal square spotify linkedin instagram bitbucket jira trello consumer oauth app web"
).split()

#: Category or kind of value: (whose owners may stand before it, the words).
_TELLING: dict[str, tuple[str, str]] = {
    "PASSWORD": ("db", "password;password;password;passwd;pwd;pass;passphrase;pw;user password;secret;credentials;passcode;pin"),
    "KEY": (
        "provider",
        "api key;api key;apikey;access token;auth token;token;token;secret key;secret;client secret;consumer secret;private key;signing key;access key;"
        "encryption key;app secret;session secret;bearer token;refresh token;webhook secret;bot token;jwt secret;secret access key;sas token;account key;"
        "service key;auth key;master key;deploy token;personal access token;oauth token;cookie secret;session key;subscription key;shared secret;hmac key",
    ),
    "USERNAME": ("db", "user;user;username;username;login;user name;uname;account name;screen name;nick;nickname;handle;user id;owner;login name;assignee;uid"),
    "NAME": (
        "none",
        "name;full name;display name;author;real name;customer name;contact name;card holder;recipient;manager;cn;owner name;billing name;attendee;teacher;"
        "patient name;employee;sender name;from name;common name;person;contact person;player;student;user full name;reviewer;artist;director;registrant name",
    ),
    "FIRST": ("none", "first name;given name;forename;fname;firstname;user first name"),
    "LAST": ("none", "last name;surname;family name;lname;lastname;sn"),
    "EMAIL": ("none", "email;email;mail;e mail;from;to;sender;recipient;reply to;contact;owner email;user email;cc;bcc;email address;from email;admin email;contact email;login;mail to"),
    "IP": ("db", "host;host;ip;ip address;server;addr;address;gateway;dns;nameserver;bind address;remote addr;client ip;target;proxy host;listen address;peer;hostname;ip addr;router;upstream"),
    "PHONE": ("none", "phone;phone number;mobile;tel;telephone;fax;contact phone;cell;mobile number;sms to;phone no;work phone;home phone;from number;to number;caller id"),
    "IBAN": ("none", "iban;bank account;account;account iban;debtor account;creditor iban"),
    "CARD": ("none", "card number;credit card;card;cc number;pan;card no;credit card number"),
    "NATIONAL": ("none", "ssn;social security number;tax id;national id;personal number;passport;nif;cpf;pesel;bsn;tax number;vat id;identity number;dni;nino;codice fiscale;social security"),
    "ACCOUNT": ("none", "account number;acct;account id;customer id;bank account;member id;client id;patient id;account no;employee id;iban;routing;bucket owner;customer number;acctid;student id"),
    "DEVICE": ("none", "device id;serial;serial number;imei;udid;mac;mac address;hardware id;device serial;hw addr;bridge id;meter id;sim;ethernet address;android id;machine id;serial no"),
    "COIN": ("none", "wallet;address;bitcoin address;btc address;donation address;payout address;wallet address"),
}  # fmt: skip

TELLING = tuple(_TELLING)

#: Keys whose value is nobody's secret, though a word of theirs sounds so, and how that value looks.
INNOCENT: tuple[tuple[str, str], ...] = (
    ("password label;password title;password placeholder;password hint;new password label;password text;login password label", "caption"),
    ("password field;password input;password name;password column;pass field;password param;password key;token name;token field;secret name;key name;csrf token name", "identifier"),
    ("password type;input type;field type;grant type;token type;key type;auth type;credential type", "type"),
    ("password min length;password length;token ttl;token expiry;key size;key length;max tokens;secret length;password max age", "number"),
    ("password hash;hashed password;encrypted password;passwd hash;password digest;pw hash", "hash"),
    ("password required;has password;show password;use token;require auth;allow password;is secret;key required", "boolean"),
    ("password file;password path;key file;token file;secret file;private key path;credentials path;cert path;key path;passfile", "path"),
    ("password url;reset password url;token url;token endpoint;auth url;login url;api key url;user url", "url"),
    ("password error;invalid password;wrong password;password message;token expired;login failed;auth error;missing token", "message"),
    ("sha256;sha1;md5;checksum;digest;commit;revision;etag;integrity;content hash;git sha;sha512;tree hash;source hash;head;sum", "hex"),
    ("uuid;guid;id;request id;trace id;session uuid;product id;component id;project id;message id;correlation id", "uuid"),
    ("version;min version;release;api version;firmware version;driver version;file version;product version;chrome version", "version"),
    ("public key;pubkey;host key;ssh key;verify key;pgp key;signing certificate;certificate;fingerprint;thumbprint;key id", "public"),
    ("salt;nonce;iv;seed;test vector;plaintext;ciphertext;expected;expected digest;challenge;key schedule;input hex;output hex", "vector"),
    ("key;primary key;foreign key;cache key;sort key;hot key;shortcut;dict key;group key;partition key;lookup key;translation key", "identifier"),
    ("token;token kind;next token;last token;page token type;tokenizer;separator token;pad token;eos token;unk token", "token"),
    ("name;display name;product name;class name;package name;app name;service name;queue name;index name;font name;theme name;company;organization;vendor;city;country;month;title", "thing"),
    ("author url;homepage;repository;bug tracker;download url;documentation;license url;registry;base url;endpoint;feed url;source url", "orgurl"),
    ("user agent;user type;user role;role;group;user model;user table;username field;user key;user class;user attr;login template;account type", "identifier"),
    ("oid;object id;attribute oid;sys object id;policy oid;algorithm oid;extension oid", "oid"),
    ("algorithm;method;kernel;optimizer;distribution;filter;scheme;strategy;metric;solver;transform;interpolation", "algorithm"),
    ("mime type;content type;accept;media type;format;encoding;charset;locale;language;timezone;date format", "mime"),
    ("netmask;subnet mask;bind;listen;localhost;loopback;broadcast;example ip;multicast group;bind addr;wildcard address", "no_host"),
    ("color;background;border color;theme color;fill;stroke;accent color;highlight", "color"),
    ("image;font;icon;data uri;blob;thumbnail;png;snapshot data;wasm;map", "blob"),
    ("phone format;phone pattern;date pattern;mask;regex;phone mask;pattern;validation", "pattern"),
    ("count;timeout;port;size;width;retries;limit;timestamp;created;offset;max length;epoch;expires;build number;status code", "bignumber"),
)  # fmt: skip


def telling(rng: random.Random, kind: str) -> list[str]:
    """The words of a key for ``kind`` of value."""
    owners, words = _TELLING[kind]
    made = rng.choice(words.split(";")).split()
    if owners == "db" and rng.random() < 0.35:
        made = [rng.choice(_OWNERS), *made]
    elif owners == "provider" and rng.random() < 0.4:
        made = [rng.choice(_PROVIDERS), *made]
    elif owners == "none" and rng.random() < 0.05:
        made = [rng.choice(("test", "my", "default", "expected", "primary", "other")), *made]
    return made


def styled(words: Sequence[str], style: str) -> str:
    """``["db", "password"]`` as ``dbPassword`` (camel), ``DB_PASSWORD`` (upper), ``db_password``, ``db-password``, ``db.password``."""
    if style == "camel":
        return words[0] + "".join(word.capitalize() for word in words[1:])
    if style == "pascal":
        return "".join(word.capitalize() for word in words)
    if style == "flat":
        return "".join(words)
    if style == "title":
        return " ".join(word.capitalize() for word in words)
    sign = {"kebab": "-", "dot": ".", "header": "-", "space": " "}.get(style, "_")
    joined = sign.join(words)
    return joined.upper() if style == "upper" else joined.title() if style == "header" else joined


def style_of(name: str) -> str:
    """The style that an existing name is written in."""
    if re.fullmatch(r"[A-Z0-9_]+", name):
        return "upper"
    if "_" in name:
        return "snake"
    if "-" in name:
        return "kebab"
    if re.search(r"[a-z][A-Z]", name):
        return "pascal" if name[:1].isupper() else "camel"
    return "pascal" if name[:1].isupper() else "snake"
