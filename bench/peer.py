"""What a good engineer writes in an afternoon: mail by imaplib, read by Python's email package, decided by its address and
first line, one fully synchronous commit of SQLite a mail. Prints its seconds and its answers as one JSON object.

Arguments: port, user, password, folder, database file."""

import email.policy
import hashlib
import html
import imaplib
import json
import re
import sqlite3
import sys
import time
from email.parser import BytesParser

port, user, password, folder, file = sys.argv[1:]
parser = BytesParser(policy=email.policy.default)
answer = re.compile(r"^(accept|reject) (\S+)\s*$")
address = re.compile(r"staged-rollout\+(\d+)\.[a-z0-9]+@", re.I)


def kind_of(mail):
    if mail.get_content_type() == "multipart/report":
        return "bounce"
    return "auto-reply" if str(mail.get("Auto-Submitted", "no")).lower() != "no" else "person"


def words_of(mail):
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    text = body.get_content()
    if body.get_content_type() == "text/html":
        text = html.unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"(?s)<head>.*?</head>", "", text)))
    return text.strip()


box = imaplib.IMAP4("127.0.0.1", int(port))
box.login(user, password)
db = sqlite3.connect(file, isolation_level=None)
db.executescript(
    """PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE mail (uid INTEGER PRIMARY KEY, message_id TEXT, kind TEXT, sha256 TEXT, raw BLOB);
    CREATE TABLE attachment (uid INTEGER, name TEXT, sha256 TEXT);
    CREATE TABLE answer (ticket INTEGER, team TEXT, answer TEXT, uid INTEGER, PRIMARY KEY (ticket, team));
    CREATE TABLE journal (seq INTEGER PRIMARY KEY, uid INTEGER, said TEXT);
    CREATE TABLE outbox (id INTEGER PRIMARY KEY, uid INTEGER, recipient TEXT);"""
)
began = time.perf_counter()
box.select(folder)
uids = box.uid("SEARCH", None, "ALL")[1][0].split()
for at in range(0, len(uids), 200):
    some = b",".join(uids[at : at + 200]).decode()
    for part in box.uid("FETCH", some, "(UID BODY.PEEK[])")[1]:
        if not isinstance(part, tuple):
            continue
        uid = int(re.search(rb"UID (\d+)", part[0]).group(1))
        raw = part[1]
        mail = parser.parsebytes(raw)
        kind = kind_of(mail)
        db.execute("BEGIN IMMEDIATE")
        digest = hashlib.sha256(raw).hexdigest()
        db.execute("INSERT INTO mail VALUES (?, ?, ?, ?, ?)", (uid, mail["Message-ID"], kind, digest, raw))
        for one in mail.iter_attachments() if mail.get_content_type() == "multipart/mixed" else ():
            content = one.get_payload(decode=True)
            row = (uid, one.get_filename(), hashlib.sha256(content).hexdigest())
            db.execute("INSERT INTO attachment VALUES (?, ?, ?)", row)
        if kind == "person":
            first = words_of(mail).split("\n", 1)[0]
            said = answer.match(first)
            ticket = address.search(str(mail["To"]))
            if said and ticket:
                row = (int(ticket.group(1)), said.group(2), said.group(1), uid)
                db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)", row)
                db.execute("INSERT INTO journal (uid, said) VALUES (?, ?)", (uid, first))
                db.execute("INSERT INTO outbox (uid, recipient) VALUES (?, ?)", (uid, str(mail["From"])))
        db.execute("COMMIT")
    box.uid("STORE", some, "+FLAGS.SILENT", r"(\Seen)")
seconds = time.perf_counter() - began
said = {
    "seconds": seconds,
    "kinds": dict(db.execute("SELECT message_id, kind FROM mail")),
    "answers": {f"{ticket} {team}": one for ticket, team, one in db.execute("SELECT ticket, team, answer FROM answer")},
    "attachments": sorted(
        f"{message} {name} {sha}"
        for message, name, sha in db.execute(
            "SELECT message_id, name, attachment.sha256 FROM attachment JOIN mail USING (uid)"
        )
    ),
}
json.dump(said, sys.stdout)
