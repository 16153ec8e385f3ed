"""Behind a proxy that speaks https and shows the page under a path all of it works: addresses, cookies, changes; and a clock that jumps harms nobody."""

import re
import time

import requests

from planner.web.security import sessions
from planner.web.settings import Rates, Settings
from tests.fixtures.listening import listening

FAST = Rates(burst=1e6, changes_burst=1e6, logins_burst=1e6)
TOKEN = "the token of the server"
NAME = "plans.city.example"
FORWARDED = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "Accept": "text/html"}


class Proxied:
    """Somebody who comes by a proxy that takes the path away, as nginx does."""

    def __init__(self, port):
        self.port, self.cookies, self.set_cookies = port, {}, []

    def ask(self, path, method="GET", **more):
        headers = {**FORWARDED, **more.pop("headers", {})}
        assert path.startswith("/plans"), path
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = requests.request(
            method, f"http://127.0.0.1:{self.port}{path.removeprefix('/plans') or '/'}", timeout=20,
            headers={**headers, "Cookie": cookies}, allow_redirects=False, **more,
        )  # fmt: skip
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        self.set_cookies += [value for name, value in answer.headers.items() if name.lower() == "set-cookie"]
        return answer


def test_under_a_path_behind_an_https_proxy_pages_and_changes_work(project):
    settings = Settings(token=TOKEN, names=(NAME,), root_path="/plans", proxies=("127.0.0.1",), rates=FAST)
    with listening(project, settings) as port:
        somebody = Proxied(port)
        first = somebody.ask("/plans/")
        assert (first.status_code, first.headers["location"]) == (303, "/plans/login")
        let_in = somebody.ask(f"/plans/login?token={TOKEN.replace(' ', '+')}")
        assert let_in.headers["location"] == "/plans/"
        assert all("Secure" in one and "Path=/plans" in one and "HttpOnly" in one for one in somebody.set_cookies)
        page = somebody.ask("/plans/").text
        shown = re.findall(r'(?:href|src|action|hx-(?:post|get))="(/[^"]*)"', page)
        assert shown
        assert all(one.startswith("/plans/") for one in shown)
        for one in {one for one in re.findall(r'(?:href|src)="(/[^"#]*)"', page) if "/language/" not in one}:
            assert somebody.ask(one).status_code == 200, one
        token = {"X-CSRF-Token": re.search(r"X-CSRF-Token&#34;: &#34;(\w+)", page)[1]}
        for origin, status in ((f"https://{NAME}", 201), (f"http://{NAME}", 403), ("https://evil.example", 403)):
            answer = somebody.ask(
                "/plans/api/files?name=a.csv", "POST", data=b"a,b\n1,2\n", headers={**token, "Origin": origin}
            )
            assert answer.status_code == status, (origin, answer.text)


def test_a_clock_that_jumps_locks_nobody_out_for_good_and_lets_nobody_stay(site, monkeypatch):
    browser = site(token=TOKEN, session_hours=1)
    jumped = [0.0]
    monkeypatch.setattr(sessions, "now_s", lambda: time.time() + jumped[0])
    browser.look(f"/login?token={TOKEN}")
    jumped[0] = -1800.0
    assert browser.look("/files").url.path == "/files", "set back by half an hour"
    assert browser.change("/api/files?name=a.csv", content=b"a,b\n1,2\n").status_code == 201
    jumped[0] += 3700
    assert browser.look("/files").url.path == "/login", "an hour after that by the new clock it has ended"
    for jump in (-30 * 86_400.0, 365 * 86_400.0):
        browser.look(f"/login?token={TOKEN}")
        assert browser.look("/files").url.path == "/files"
        jumped[0] = jump
        assert browser.look("/files").url.path == "/login"
    browser.look(f"/login?token={TOKEN}")
    assert browser.look("/files").url.path == "/files"
