import Snapshots
import TestSupport
import Testing

@testable import Sandbox

@Suite struct TestPlanTests {
    private func plan(
        _ files: [String: String], component: RepositoryPath = .root, command: TestCommand? = nil,
        requirements: [String]? = nil
    ) -> Result<TestPlan, NotRunReason> {
        TestPlan.make(
            for: TestRequest(
                snapshot(files), component: component, command: command, requirements: requirements)
        )
    }

    @Test("a Python component with tests is tested by pytest, with its requirements and pytest")
    func python() throws {
        let plan = try plan(["requirements.txt": "fastapi==0.110.0\n", "tests/test_a.py": ""]).get()
        #expect(plan.text == "python3 -m pytest -q")
        #expect(plan.words == ["python3", "-m", "pytest", "-q", "--junit-xml=/results/junit.xml"])
        #expect(plan.reporting == .junit)
        #expect(plan.python?.lines == ["fastapi==0.110.0", "pytest"])
        #expect(plan.workingFolder == "/work")
    }

    @Test(
        "where pytest would collect nothing there are no tests",
        arguments: [
            [:], ["README.md": "x"], ["requirements.txt": ""],
            ["requirements.txt": "", "app/main.py": ""],
            ["requirements.txt": "", "tests/__init__.py": ""], ["tests/test_a.py": ""],
            ["package.json": "{}"], ["package.json": "not JSON"], ["go.mod": "module x\n"],
            [
                "package.json":
                    #"{"scripts": {"test": "echo \"Error: no test specified\" && exit 1"}}"#
            ],
        ])
    func noTests(files: [String: String]) {
        #expect(plan(files) == .failure(.noTests))
    }

    @Test("Node runs its script; its own runner is asked for a report, by a variable")
    func node() throws {
        let own = try plan(["package.json": #"{"scripts": {"test": "node --test test/"}}"#]).get()
        #expect(own.words == ["npm", "test"])
        #expect(own.reporting == .junit)
        #expect(own.variables["NODE_OPTIONS"]?.contains("--test-reporter=junit") == true)
        let other = try plan(["package.json": #"{"scripts": {"test": "node check.js"}}"#]).get()
        #expect(other.reporting == .exitStatus)
        #expect(other.variables["NODE_OPTIONS"] == nil)
    }

    @Test(
        "packages that only a network could bring are a reason not to run, unless they are in the tree"
    )
    func needsNetwork() throws {
        let manifest = #"{"scripts": {"test": "jest"}, "devDependencies": {"jest": "29"}}"#
        #expect(plan(["package.json": manifest]) == .failure(.needsNetwork("npm packages")))
        #expect(throws: Never.self) {
            try plan(["package.json": manifest, "node_modules/jest/index.js": ""]).get()
        }
        let module = "module x\n\nrequire (\n\tgithub.com/a/b v1.0.0\n)\n"
        let go = ["go.mod": module, "a_test.go": "package x\n"]
        #expect(plan(go) == .failure(.needsNetwork("Go modules")))
        let vendored = go.merging(["vendor/modules.txt": ""]) { $1 }
        #expect(try plan(vendored).get().variables["GOFLAGS"] == "-mod=vendor")
    }

    @Test(
        "a configured command goes before what the files say, and needs packages only where there are any"
    )
    func configured() throws {
        let files = ["requirements.txt": "", "tests/test_a.py": ""]
        let shell = try plan(files, command: .shell("make test")).get()
        #expect(shell.words == ["/bin/sh", "-c", "make test"])
        #expect(shell.python == nil && shell.reporting == .exitStatus)
        let needs = try plan(["requirements.txt": "httpx", "a": ""], command: .arguments(["make"]))
            .get()
        #expect(needs.python?.lines == ["httpx", "pytest"])
        #expect(try plan(files, command: .shell("pytest -x")).get().python?.lines == ["pytest"])
    }

    @Test("a component is looked at alone")
    func component() throws {
        let files = [
            "requirements.txt": "a", "tests/test_root.py": "", "api/requirements.txt": "b",
            "api/tests/test_api.py": "", "apix/x": "",
        ]
        let plan = try plan(files, component: "api").get()
        #expect(plan.python?.lines == ["b", "pytest"])
        #expect(plan.workingFolder == "/work/api")
        #expect(self.plan(files, component: "apix") == .failure(.noTests))
        #expect(self.plan(files, component: "nowhere") == .failure(.noTests))
    }

    @Test("requirements of the caller stand in place of those of the files")
    func replacement() throws {
        let plan = try plan(
            ["pyproject.toml": "", "tests/test_a.py": ""], requirements: ["httpx>=0.27"]
        ).get()
        #expect(plan.python?.lines == ["httpx>=0.27", "pytest"])
        #expect(plan.python?.readsProject == false)
    }
}

@Suite struct PythonRequirementsTests {
    @Test("packages and versions stay, with markers and extras, without comments and hashes")
    func kept() {
        let requirements = PythonRequirements(lines: [
            "fastapi==0.110.0  # web", "uvicorn[standard]>=0.29,<1", "# comment", "",
            "  PyJWT ~= 2.8 ",
            "tomli; python_version < '3.11'", "a==1 --hash=sha256:00 --hash=sha256:11",
            "pytest==8.0.0",
            "fastapi==0.110.0",
        ])
        #expect(
            requirements.lines == [
                "fastapi==0.110.0", "uvicorn[standard]>=0.29,<1", "PyJWT ~= 2.8",
                "tomli; python_version < '3.11'", "a==1", "pytest==8.0.0",
            ])
        #expect(requirements.dropped == [])
    }

    @Test(
        "what says where packages come from is dropped, and named",
        arguments: [
            "--index-url https://evil.example/simple", "-i https://evil.example",
            "--extra-index-url=http://x",
            "-e .", "-e git+https://x/y#egg=z", "--editable ./x", "git+https://evil.example/x.git",
            "file:///etc/passwd", "x @ https://evil.example/x.whl", "x@file:/etc", "./local",
            "../up", ".",
            "/abs/x.whl", "sub/x.whl", "-r /etc/passwd", "-r ../other.txt", "--find-links=/tmp",
            "-f x",
            "--trusted-host x", "--pre", "x==${SECRET}", "-c constraints.txt", "\u{202e}x",
            "x\u{1b}[0m",
            "[extra]", "https://evil.example/x.whl", "--requirement=/etc/passwd", "-r", "x\\y",
        ])
    func dropped(line: String) {
        let tree = ComponentTree(
            snapshot(["requirements.txt": "a\n\(line)\nb\n"]), component: .root)
        let requirements = PythonRequirements(for: tree, replacedBy: nil)
        #expect(requirements.lines == ["a", "b", "pytest"])
        #expect(requirements.dropped.count == 1)
        #expect(requirements.dropped.first?.reason.isEmpty == false)
    }

    @Test("files of the tree are followed, loops and long chains end")
    func includes() {
        let tree = ComponentTree(
            snapshot([
                "requirements.txt":
                    "-r requirements/base.txt\r\n-r requirements.txt\r\nlast \\\r\n  >=1\r\n",
                "requirements/base.txt": "-r more.txt\nbase\n",
                "requirements/more.txt": "--requirement ./base.txt\nmore",
                "requirements-dev.txt": "httpx",
            ]), component: .root)
        let requirements = PythonRequirements(for: tree, replacedBy: nil)
        #expect(requirements.lines == ["more", "base", "last >=1", "httpx", "pytest"])
        #expect(requirements.dropped == [])
    }

    @Test("arbitrary bytes neither crash nor smuggle an option through")
    func fuzz() {
        var random = SplitMix64(seed: 7)
        let alphabet = Array("-rec=./@${}#\\ \n\r\t:a1[];'<>~!,\u{e9}\u{0}".unicodeScalars)
        for _ in 0..<2000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            let tree = ComponentTree(snapshot(["requirements.txt": String(text)]), component: .root)
            for line in PythonRequirements(for: tree, replacedBy: nil).lines {
                let first = line.utf8.first ?? 0
                #expect(
                    (0x30...0x39).contains(first) || (0x61...0x7a).contains(first | 0x20),
                    "\(line.debugDescription)")
                #expect(
                    !line.utf8.contains { $0 < 0x20 || $0 > 0x7e || $0 == 0x2f || $0 == 0x40 },
                    "\(line.debugDescription)")
            }
        }
    }
}
