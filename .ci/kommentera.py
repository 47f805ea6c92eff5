"""Runs ci/kommentera against a server of our own that answers as each build server's host does."""
import http.server, json, os, pathlib, subprocess, sys, tempfile, threading
from urllib.parse import parse_qs, urlparse

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "ci/kommentera"
MARK = "<!-- fhplan-diff -->"


class Host(http.server.BaseHTTPRequestHandler):
    """Keeps comments, two a page; the first page is other people's."""

    def answer(self):
        path, data = urlparse(self.path), self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server, body = self.server, json.loads(data) if data else None
        server.calls.append((self.command, path.path, self.headers.get(server.key_header)))
        azure = "pullRequests" in path.path
        if self.command == "GET":
            page = int(parse_qs(path.query).get("page", ["1"])[0])
            all_ = [{"id": 1, "body": "hej"}, {"id": 2, "body": f"citat: {MARK}"}] + server.comments
            found = all_[(page - 1) * 2:page * 2]
            if azure:
                found = {"value": [{"id": it["id"], "comments": [{"content": it["body"]}]} for it in all_]}
        else:
            text = body["comments"][0]["content"] if azure and self.command == "POST" else body["content" if azure else "body"]
            if self.command == "POST":
                server.comments.append({"id": 7, "body": text})
            else:
                server.comments[0]["body"] = text
            found = {}
        answer = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PATCH = do_PUT = answer

    def log_message(self, *_):
        pass


def hosts(address):
    github = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "o/r", "GITHUB_TOKEN": "hemlig", "FHPLAN_ARENDE": "12"}
    gitlab = {"CI_API_V4_URL": address, "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "12", "FHPLAN_TOKEN": "hemlig"}
    azure = {"SYSTEM_COLLECTIONURI": address + "/", "SYSTEM_TEAMPROJECTID": "p", "BUILD_REPOSITORY_ID": "r",
             "SYSTEM_PULLREQUEST_PULLREQUESTID": "12", "SYSTEM_ACCESSTOKEN": "hemlig"}
    issue, notes = "/repos/o/r/issues", "/projects/3/merge_requests/12/notes"
    threads = "/p/_apis/git/repositories/r/pullRequests/12/threads"
    yield "github", github, "Authorization", ("POST", f"{issue}/12/comments"), ("PATCH", f"{issue}/comments/7")
    yield "gitlab", gitlab, "PRIVATE-TOKEN", ("POST", notes), ("PUT", f"{notes}/7")
    yield "azure", azure, "Authorization", ("POST", threads), ("PATCH", f"{threads}/7/comments/1")


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    folder = pathlib.Path(tempfile.mkdtemp())
    for name, environment, header, first, again in hosts(address):
        server.comments, server.calls, server.key_header = [], [], header
        for text, expected in [(f"{MARK}\n\nett ”två” \\ $HOME\n", first), ("annat\n" + "å" * 10, again), ("x" * 70_000, again)]:
            file = folder / "skillnad.md"
            file.write_text(text, encoding="utf-8")
            system = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
            run = subprocess.run([SCRIPT, file], env=system | environment, capture_output=True, text=True)
            assert run.returncode == 0, (name, run.stderr)
            method, path, key = server.calls[-1]
            assert (method, path) == expected, (name, server.calls)
            assert key.endswith("hemlig"), name
            assert len(server.comments) == 1, "the comment is written over, not added"
            written = server.comments[0]["body"]
            assert written.count(MARK) == 1 and written.startswith(MARK), (name, written[:200])
            words = text.replace(MARK + "\n", "") if len(text) < 65_000 else "Skillnaden är för stor"
            assert words.strip() in written, (name, written[:200])
        missing = dict(list(environment.items())[:-1] if name != "github" else [it for it in environment.items() if it[0] != "GITHUB_TOKEN"])
        assert subprocess.run([SCRIPT, file], env=system | missing, capture_output=True).returncode != 0, name
    print("kommentera: GitHub/Forgejo, GitLab and Azure DevOps are answered as they want")


main()
