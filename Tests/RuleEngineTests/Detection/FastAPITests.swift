import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite("FastAPI in all of its shapes")
struct FastAPITests {
    private static let app =
        "{id: app, code: {lang: python, assign_call: {target: $APP, callee: fastapi.FastAPI}}}"

    @Test(
        "an application is found however it is written",
        arguments: [
            ("from fastapi import FastAPI\napp = FastAPI()\n", "app", 2),
            ("from fastapi import FastAPI as F\napi = F(title='x')\n", "api", 2),
            ("import fastapi\napp = fastapi.FastAPI()\n", "app", 2),
            ("import fastapi as fa\napp = fa.FastAPI()\n", "app", 2),
            ("from fastapi import *\napp = FastAPI()\n", "app", 2),
            ("from fastapi.applications import FastAPI\napp = FastAPI()\n", "app", 2),
            (
                "from fastapi import FastAPI\ndef create_app():\n    app = FastAPI(\n        title='x',\n    )\n    return app\n",
                "app", 3
            ),
            ("from fastapi import FastAPI\r\napp: FastAPI = FastAPI()\r\n", "app", 2),
            ("\u{FEFF}from fastapi import FastAPI\napp = FastAPI()\n", "app", 2),
            ("from fastapi import FastAPI\nclass My(FastAPI):\n    pass\napp = My()\n", "app", 4),
            (
                "from fastapi import FastAPI\nclass S:\n    def __init__(self):\n        self.app = FastAPI()\n",
                "self.app", 4
            ),
            (
                "from contextlib import asynccontextmanager\nfrom fastapi import FastAPI\n@asynccontextmanager\nasync def lifespan(app):\n    yield\napp = FastAPI(lifespan=lifespan)\n",
                "app", 6
            ),
            (
                "try:\n    from fastapi import FastAPI\nexcept ImportError:\n    FastAPI = None\napp = FastAPI()\n",
                "app", 5
            ),
        ])
    func application(source: String, name: String, line: Int) throws {
        var probe = Probe(Self.app)
        probe.message = "{{APP}}"
        let report = try probe.evaluation(["server.py": source]).report()
        #expect(report.findings.map(\.message) == [name])
        #expect(report.findings.map { $0.start?.line } == [line])
    }

    @Test(
        "what only looks like an application is none",
        arguments: [
            "# app = FastAPI()\n", "app = FastAPI()\n",
            "from other import FastAPI\napp = FastAPI()\n",
            "from fastapi import APIRouter\nFastAPI = 1\napp = APIRouter()\n",
            "from fastapi import FastAPI\ndef f() -> FastAPI:\n    return FastAPI()\n",
            "text = 'from fastapi import FastAPI; app = FastAPI()'\n",
        ])
    func noApplication(source: String) throws {
        #expect(try Probe(Self.app).findings(["main.py": source]) == [])
    }

    @Test("a subclass from another file of the component counts")
    func subclassElsewhere() throws {
        let files = [
            "requirements.txt": "", "svc/__init__.py": "",
            "svc/core.py": "from fastapi import FastAPI\nclass Service(FastAPI):\n    pass\n",
            "svc/main.py": "from .core import Service\napp = Service()\n",
            "svc/other.py": "from elsewhere import Service\napp = Service()\n",
        ]
        #expect(try Probe(Self.app).findings(files) == ["svc/main.py:2"])
    }

    @Test("two applications are two findings, each with its captures and function")
    func twoApplications() throws {
        var probe = Probe(Self.app)
        probe.message = "{{APP}} {{app.module}} {{app.function}}"
        let files = [
            "src/svc/main.py":
                "from fastapi import FastAPI\na = FastAPI()\ndef make():\n    b = FastAPI()\n"
        ]
        let messages = try probe.evaluation(files).report().findings.map(\.message)
        #expect(messages == ["a svc.main ", "b svc.main make"])
    }

    private func serves(_ path: String, _ files: [String: String]) throws -> Bool {
        let probe = Probe("{code: {lang: python, route: {method: GET, path: ['\(path)']}}}")
        return try probe.outcomes(files)[""] == "fail"
    }

    @Test(
        "a route is found however it is registered",
        arguments: [
            "@app.get('/healthz')\ndef h(): ...\n",
            "@app.get(\"/healthz\", tags=['x'])\nasync def h(): ...\n",
            "@app.get(path='/healthz')\ndef h(): ...\n", "@app.get('/healthz/')\ndef h(): ...\n",
            "@app.api_route('/healthz', methods=['GET', 'HEAD'])\ndef h(): ...\n",
            "@app.api_route('/healthz')\ndef h(): ...\n", "@app.route('/healthz')\ndef h(): ...\n",
            "def h(): ...\napp.add_api_route('/healthz', h)\n",
            "def h(): ...\napp.add_api_route('/healthz', h, methods=['get'])\n",
            "P = '/healthz'\n@app.get(P)\ndef h(): ...\n",
            "from starlette.routing import Route\nroutes = [Route('/healthz', h)]\n",
        ])
    func route(source: String) throws {
        let start = "from fastapi import FastAPI\napp = FastAPI()\n"
        #expect(try serves("/healthz", ["main.py": start + source]))
    }

    @Test(
        "what is no such route is not found",
        arguments: [
            "@app.post('/healthz')\ndef h(): ...\n", "@app.get('/health')\ndef h(): ...\n",
            "x = d.get('/healthz')\n",
            "@app.api_route('/healthz', methods=['POST'])\ndef h(): ...\n",
            "# @app.get('/healthz')\n", "@app.get(f'/{x}')\ndef h(): ...\n",
        ])
    func noRoute(source: String) throws {
        let start = "from fastapi import FastAPI\napp = FastAPI()\n"
        #expect(try !serves("/healthz", ["main.py": start + source]))
    }

    @Test("the prefixes of routers in the same component are applied")
    func prefixes() throws {
        let router =
            "from fastapi import APIRouter\nrouter = APIRouter(prefix='/sys')\n@router.get('/healthz')\ndef h(): ...\n"
        let main =
            "from fastapi import FastAPI\nfrom app.routers import health\napp = FastAPI()\napp.include_router(health.router, prefix='/v1')\n"
        let files = [
            "app/main.py": main, "app/routers/health.py": router, "app/routers/__init__.py": "",
        ]
        #expect(try serves("/v1/sys/healthz", files))
        #expect(try !serves("/healthz", files))
        #expect(try !serves("/sys/healthz", files))
    }

    @Test(
        "routers are followed through imports and other routers",
        arguments: [
            "from .routers.health import router as r\napp.include_router(r)\n",
            "from app.routers import health\napp.include_router(health.router)\n",
            "import app.routers.health as h\napp.include_router(h.router, prefix='')\n",
            "from .routers import health\napi = APIRouter()\napi.include_router(health.router)\napp.include_router(api)\n",
            "from .routers import all_routers\nfor r in all_routers:\n    app.include_router(r)\n",
            "from .routers import router\napp.include_router(router)\n",
        ])
    func included(source: String) throws {
        let files = [
            "app/main.py": "from fastapi import FastAPI, APIRouter\napp = FastAPI()\n" + source,
            "app/routers/__init__.py": "from .health import router\nall_routers = [router]\n",
            "app/routers/health.py":
                "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/healthz')\ndef h(): ...\n",
        ]
        #expect(try serves("/healthz", files))
    }

    @Test(
        "a router that nobody includes serves nothing; one with a prefix from elsewhere serves something unknown"
    )
    func notIncluded() throws {
        let router =
            "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/healthz')\ndef h(): ...\n"
        let main = "from fastapi import FastAPI\napp = FastAPI()\n"
        #expect(try !serves("/healthz", ["main.py": main, "health.py": router]))
        let prefixed =
            main + "from health import router\napp.include_router(router, prefix=settings.PREFIX)\n"
        #expect(try !serves("/healthz", ["main.py": prefixed, "health.py": router]))
    }

    @Test("routers that include one another come to an end")
    func circularRouters() throws {
        let source =
            "from fastapi import APIRouter\na = APIRouter()\nb = APIRouter()\na.include_router(b)\nb.include_router(a)\n@a.get('/healthz')\ndef h(): ...\n"
        #expect(try !serves("/healthz", ["main.py": source]))
    }

    @Test("components of a monorepo do not see one another")
    func monorepo() throws {
        var probe = Probe(
            "{all: [\(Self.app), {not: {code: {lang: python, route: {method: GET, path: ['/healthz']}}}}]}"
        )
        probe.when = "{scope: component, languages: [python]}"
        let app = "from fastapi import FastAPI\napp = FastAPI()\n"
        let files = [
            "services/a/requirements.txt": "fastapi", "services/a/main.py": app,
            "services/b/pyproject.toml": "",
            "services/b/main.py": app + "@app.get('/healthz')\ndef h(): ...\n",
        ]
        #expect(try probe.findings(files) == ["services/a/main.py:2"])
    }

    @Test("kwarg looks at the call of its leaf only")
    func keywordArgument() throws {
        let probe = Probe(
            "{all: [\(Self.app), {code: {lang: python, kwarg: dependencies, in: app}}]}")
        let start = "from fastapi import FastAPI\n"
        #expect(
            try probe.findings(["a.py": start + "app = FastAPI(dependencies=[x])\n"]) == ["a.py:2"])
        #expect(
            try probe.findings([
                "a.py": start + "app = FastAPI(x=f(dependencies=1))\nf(dependencies=1)\n"
            ]) == [])
    }

    @Test("imports, calls, definitions and classes, with near misses")
    func otherForms() throws {
        func matches(_ form: String, _ source: String) throws -> Bool {
            try !Probe("{code: {lang: python, \(form)}}").findings(["a.py": source]).isEmpty
        }
        #expect(try matches("import: [structlog]", "import structlog.stdlib\n"))
        #expect(try matches("import: [google.cloud.logging]", "from google.cloud import logging\n"))
        #expect(
            try matches(
                "import: [structlog]", "def f():\n    from structlog import get_logger, x\n"))
        #expect(
            try !matches(
                "import: [structlog]",
                "import structlogger\nfrom .structlog import x\n# import structlog\n"))
        #expect(
            try matches(
                "call: {callee: logging.basicConfig}", "import logging as l\nl.basicConfig()\n"))
        #expect(
            try matches(
                "call: {callee: logging.config.dictConfig}",
                "from logging.config import dictConfig\ndictConfig({})\n"))
        #expect(
            try matches(
                "call: {callee: logging.config.dictConfig}",
                "import logging.config\nlogging.config.dictConfig({})\n"))
        #expect(
            try !matches(
                "call: {callee: logging.basicConfig}", "basicConfig()\nmylogging.basicConfig()\n"))
        let middleware = "call: {callee: '*.add_middleware', arg0: ['*Correlation*']}"
        #expect(try matches(middleware, "app.add_middleware(CorrelationIdMiddleware)\n"))
        #expect(try matches(middleware, "make().add_middleware(m.CorrelationId, x=1)\n"))
        #expect(
            try !matches(
                middleware, "app.add_middleware(CORSMiddleware)\napp.add_middleware(*Correlation)\n"
            ))
        #expect(try matches("def: [healthz]", "class A:\n    async def healthz(self): ...\n"))
        #expect(try !matches("def: [healthz]", "healthz = 1\ndef healthz2(): ...\n"))
        #expect(try matches("class: ['*Middleware']", "@final\nclass MyMiddleware(Base): ...\n"))
        #expect(try !matches("class: [Base]", "class My(Base): ...\n"))
    }

    @Test("syntax errors hide only what stands in them")
    func syntaxErrors() throws {
        let source = "from fastapi import FastAPI\napp = FastAPI()\ndef broken(:\n"
        let evaluation = try Probe(Self.app).evaluation(["main.py": source])
        #expect(evaluation.places == ["main.py:2"])
        #expect(evaluation.syntaxTree(of: "main.py", language: "python")?.hasErrors == true)
    }
}
