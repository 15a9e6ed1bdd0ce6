import Testing

@testable import RuleEngine

@Suite("How Python modules import one another")
struct PythonImportStyleTests {
    private static let app = "from fastapi import FastAPI\napp = FastAPI()\n"

    /// The import name of `new.py` beside the application, or `unknown`.
    private func name(_ files: [String: String], of new: String = "{{app.dir}}/new.py") throws
        -> String
    {
        var probe = Probe(
            "{all: [{id: app, code: {lang: python, assign_call: {callee: fastapi.FastAPI}}}, {python_package: {of: app}}]}"
        )
        probe.when = "{scope: component, languages: [python]}"
        let evaluation = try probe.evaluation(files)
        guard let found = evaluation.cases().first else { return "unknown" }
        let path = try evaluation.render(Template(parsing: new), for: found)
        return try evaluation.render(
            Template(parsing: "{{mod|pymodule}}"), for: found, extra: ["mod": path])
    }

    @Test("relative imports of the file itself decide first")
    func relative() throws {
        #expect(
            try name(["app/main.py": "from . import db\n" + Self.app, "app/db.py": ""]) == ".new")
        #expect(
            try name(["app/main.py": "from .x import y\n" + Self.app], of: "app/sub/new.py")
                == ".sub.new")
        #expect(
            try name(["app/web/main.py": "from ..x import y\n" + Self.app], of: "app/new.py")
                == "..new")
    }

    @Test("an absolute import by the file or another of the component shows the package")
    func absolute() throws {
        #expect(try name(["app/main.py": "from app.db import x\n" + Self.app]) == "app.new")
        #expect(
            try name(["app/main.py": Self.app, "tests/test_x.py": "from app.main import app\n"])
                == "app.new")
        #expect(
            try name(["src/svc/main.py": Self.app, "tests/t.py": "import svc.main\n"]) == "svc.new")
        #expect(
            try name(["src/svc/main.py": Self.app, "tests/t.py": "from src.svc import main\n"])
                == "src.svc.new")
        #expect(
            try name(["app/main.py": Self.app, "tests/t.py": "# from app.main import app\n"])
                == "unknown")
        #expect(
            try name(["app/main.py": Self.app, "tests/t.py": "from application import app\n"])
                == "unknown")
    }

    @Test(
        "a text that starts the program shows the package",
        arguments: [
            ("Dockerfile", "CMD [\"uvicorn\", \"app.main:app\"]\n"),
            ("Procfile", "web: uvicorn app.main:app\n"),
            ("docker-compose.yml", "command: gunicorn app.main:app\n"),
            ("start.sh", "python -m app.main\n"),
            ("pyproject.toml", "[tool.x]\nrun = \"app.main:app\"\n"),
            (".github/workflows/ci.yml", "run: uvicorn app.main:app\n"),
        ])
    func started(file: String, text: String) throws {
        #expect(try name(["app/main.py": Self.app, file: text]) == "app.new")
    }

    @Test("flat in the component's folder, and where siblings are imported by bare name")
    func flat() throws {
        #expect(try name(["main.py": Self.app]) == "new")
        #expect(try name(["api/requirements.txt": "", "api/main.py": Self.app]) == "new")
        #expect(try name(["app/main.py": "import db\n" + Self.app, "app/db.py": ""]) == "new")
    }

    @Test("a package marker means relative, unless the file is also a program")
    func marker() throws {
        #expect(try name(["app/main.py": Self.app, "app/__init__.py": ""]) == ".new")
        let program = Self.app + "if __name__ == '__main__':\n    run()\n"
        #expect(try name(["app/main.py": program, "app/__init__.py": ""]) == "unknown")
        #expect(try name(["app/main.py": Self.app]) == "unknown")
    }
}
