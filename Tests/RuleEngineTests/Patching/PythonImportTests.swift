import Documents
import Testing

@testable import RuleEngine

@Suite struct PythonImportTests {
    private func imported(
        _ names: [String], from module: String, in text: String, own: Set<String> = ["app"],
        limit: Int? = nil
    ) throws -> String? {
        try PythonImport(
            module: module, names: names, isOwnModule: { own.contains($0) }, limit: limit
        ).edit(in: PatchWorkbench.python(text))?.applied(to: text)
    }

    @Test(
        "an import goes behind what has to come first",
        arguments: [
            ("", "import m\n"), ("x = 1\n", "import m\n\nx = 1\n"),
            (
                "#!/usr/bin/env python\n# coding: utf-8\nx = 1\n",
                "#!/usr/bin/env python\n# coding: utf-8\n\nimport m\n\nx = 1\n"
            ),
            ("\"\"\"Doc.\"\"\"\n\nx = 1\n", "\"\"\"Doc.\"\"\"\n\nimport m\n\nx = 1\n"),
            (
                "\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\n\nx = 1\n",
                "\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\n\nimport m\n\nx = 1\n"
            ),
            ("\u{FEFF}x = 1\r\n", "\u{FEFF}import m\r\n\r\nx = 1\r\n"),
            ("import a", "import a\nimport m"),
        ])
    func header(before: String, after: String) throws {
        #expect(try imported([], from: "m", in: before) == after)
    }

    @Test("a sorted block takes the import at its place, an unsorted one at its end")
    func sorted() throws {
        #expect(
            try imported(["b"], from: "m", in: "import a\nfrom c import d\nfrom z import y\n")
                == "import a\nfrom c import d\nfrom m import b\nfrom z import y\n")
        #expect(
            try imported(["b"], from: "m", in: "from z import y\nfrom c import d\nx = 1\n")
                == "from z import y\nfrom c import d\nfrom m import b\nx = 1\n")
        #expect(
            try imported([], from: "logging", in: "import json\nimport os\n\nimport fastapi\n")
                == "import json\nimport logging\nimport os\n\nimport fastapi\n")
    }

    @Test("the repository's own modules come behind those of others, in a group of their own")
    func sections() throws {
        #expect(
            try imported(
                ["M"], from: "app.middleware",
                in: "from fastapi import FastAPI\n\napp = FastAPI()\n")
                == "from fastapi import FastAPI\n\nfrom app.middleware import M\n\napp = FastAPI()\n"
        )
        #expect(
            try imported(
                ["M"], from: ".middleware", in: "import os\nfrom fastapi import FastAPI\nx = 1\n")
                == "import os\nfrom fastapi import FastAPI\nfrom .middleware import M\nx = 1\n")
        #expect(
            try imported([], from: "os", in: "from fastapi import FastAPI\n")
                == "import os\n\nfrom fastapi import FastAPI\n")
    }

    @Test("a one-line import of the module is extended while it stays short")
    func extended() throws {
        #expect(try imported(["b"], from: "m", in: "from m import a\n") == "from m import a, b\n")
        #expect(
            try imported(["b"], from: "m", in: "from m import a, c  # why\n")
                == "from m import a, b, c  # why\n")
        #expect(
            try imported(["b"], from: "m", in: "from m import z, a\n") == "from m import z, a, b\n")
        #expect(
            try imported(["b"], from: "m", in: "from m import (a)\n") == "from m import (a, b)\n")
        #expect(
            try imported(["b"], from: "m", in: "from m import (\n    a,\n)\n")
                == "from m import (\n    a,\n)\nfrom m import b\n")
        #expect(
            try imported(["b"], from: "m", in: "from m import *\n")
                == "from m import *\nfrom m import b\n")
        let long = "from m import " + String(repeating: "a", count: 74)
        #expect(try imported(["b"], from: "m", in: long + "\n") == long + "\nfrom m import b\n")
    }

    @Test(
        "an import that is there is no edit",
        arguments: [
            "from m import b\n", "from m import (\n    a,\n    b,\n)\n",
            "try:\n    from m import b\nexcept ImportError:\n    pass\n",
        ])
    func present(text: String) throws {
        #expect(try imported(["b"], from: "m", in: text) == nil)
        #expect(try imported([], from: "m", in: "import m\n") == nil)
    }

    @Test("what only type checkers see does not count, and nothing is put there")
    func typeChecking() throws {
        #expect(
            try imported(["b"], from: "m", in: "import a\nif TYPE_CHECKING:\n    from m import b\n")
                == "import a\nfrom m import b\nif TYPE_CHECKING:\n    from m import b\n")
    }

    @Test(
        "a name that means something else is left alone",
        arguments: ["class b:\n    pass\n", "from other import b\n", "import x as b\n", "b = 1\n"])
    func taken(text: String) {
        #expect(throws: Declined.self) { try imported(["b"], from: "m", in: text) }
    }

    @Test("imports below the place of use do not count as the place to go")
    func limited() throws {
        let text = "import a\napp = 1\nimport z\n"
        #expect(
            try imported(["b"], from: "m", in: text, limit: 9)
                == "import a\nfrom m import b\napp = 1\nimport z\n")
    }
}
