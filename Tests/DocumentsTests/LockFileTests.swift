import TestSupport
import Testing

@testable import Documents

@Suite("What files settle on")
struct LockFileTests {
    /// Each package as `URL RELATION SCOPE`, with `-` for what is not known; nil for a file that leaves something open.
    private func settled(
        _ name: String, _ text: String, beside companion: String? = nil
    ) throws -> [String]? {
        let manifest = try companion.map {
            try DependencyManifest(
                parsing: Array($0.utf8),
                fileName: try #require(ResolvedManifest.companion(of: name)))
        }
        return try ResolvedManifest(
            parsing: Array(text.utf8), fileName: name, companion: manifest
        )?.dependencies.map { dependency in
            let relation = dependency.relation.map { "\($0)" } ?? "-"
            let scope = dependency.scope.map { "\($0)" } ?? "-"
            return "\(dependency.url) \(relation) \(scope)"
        }
    }

    @Test(
        "a package URL is spelled as its type wants it",
        arguments: [
            (Ecosystem.npm, "@Angular/core", "17.0.0", "pkg:npm/%40angular/core@17.0.0"),
            (.npm, "left-pad", "1.3.0-rc.1", "pkg:npm/left-pad@1.3.0-rc.1"),
            (.pypi, "Zope.Interface_x", "6.0", "pkg:pypi/zope-interface-x@6.0"),
            (.pypi, "torch", "2.1.0+cpu", "pkg:pypi/torch@2.1.0%2Bcpu"),
            (.pypi, "pytz", "1!2024", "pkg:pypi/pytz@1%212024"),
            (
                .go, "github.com/BurntSushi/toml", "v1.3.2",
                "pkg:golang/github.com/burntsushi/toml@v1.3.2"
            ),
            (
                .go, "gopkg.in/x", "v2.0.0+incompatible",
                "pkg:golang/gopkg.in/x@v2.0.0%2Bincompatible"
            ),
            (
                .maven, "org.apache.commons:commons-lang3", "3.14.0",
                "pkg:maven/org.apache.commons/commons-lang3@3.14.0"
            ),
        ])
    func spelling(_ ecosystem: Ecosystem, _ name: String, _ version: String, _ url: String) {
        #expect(PackageURL(ecosystem, name: name, version: version)?.description == url)
    }

    @Test(
        "what is no name or no version has no address",
        arguments: [
            (Ecosystem.npm, "a/b", "1"), (.npm, "@/b", "1"), (.npm, "", "1"), (.npm, "a", ""),
            (.npm, "a b", "1"), (.npm, "a", "1 || 2"), (.go, "a//b", "v1"), (.maven, "a", "1"),
            (.maven, "${g}:a", "1"), (.pypi, "a\u{301}", "1"), (.go, "../b", "v1"),
        ])
    func nonsense(_ ecosystem: Ecosystem, _ name: String, _ version: String) {
        #expect(PackageURL(ecosystem, name: name, version: version) == nil)
    }

    @Test("npm's lock file tells who asked for what, and when it is needed")
    func npm() throws {
        let lock = """
            {"lockfileVersion": 3, "packages": {
              "": {"dependencies": {"a": "^1", "tool": "file:tool"}, "devDependencies": {"@types/n": "*", "al": "npm:real@1"}},
              "tool": {"version": "9.9.9", "dependencies": {"b": "2"}},
              "node_modules/tool": {"resolved": "tool", "link": true},
              "node_modules/a": {"version": "1.2.0"},
              "node_modules/b": {"version": "2.0.0", "devOptional": true},
              "node_modules/a/node_modules/b": {"version": "1.0.0"},
              "node_modules/al": {"name": "real", "version": "1.5.0", "dev": true},
              "node_modules/g": {"version": "3.0.0", "resolved": "git+ssh://git@github.com/g/g.git#4f"},
              "node_modules/@types/n": {"version": "22.0.0", "dev": true}
            }}
            """
        #expect(
            try settled("package-lock.json", lock) == [
                "pkg:npm/%40types/n@22.0.0 direct development",
                "pkg:npm/a@1.2.0 direct runtime", "pkg:npm/b@1.0.0 indirect runtime",
                "pkg:npm/b@2.0.0 direct -", "pkg:npm/real@1.5.0 direct development",
            ])
        let old = """
            {"lockfileVersion": 1, "dependencies": {
              "a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0", "dev": true}}},
              "c": {"version": "github:x/c#4f"}}}
            """
        #expect(
            try settled("npm-shrinkwrap.json", old) == [
                "pkg:npm/a@1.0.0 - runtime", "pkg:npm/b@2.0.0 indirect development",
            ])
    }

    @Test("Python's lock files are read, with the project's own wishes beside them")
    func python() throws {
        let project = "[project]\nname = \"x\"\ndependencies = [\"Requests>=2\"]\n"
        let poetry = """
            [[package]]
            name = "requests"
            version = "2.32.0"
            groups = ["main", "dev"]
            [[package]]
            name = "pytest"
            version = "8.0.0"
            groups = ["dev"]
            [[package]]
            name = "docs"
            version = "1.0"
            groups = ["docs"]
            [[package]]
            name = "own"
            version = "0.1"
            [package.source]
            type = "directory"
            url = "own"
            """
        #expect(
            try settled("poetry.lock", poetry, beside: project) == [
                "pkg:pypi/docs@1.0 indirect -", "pkg:pypi/pytest@8.0.0 indirect development",
                "pkg:pypi/requests@2.32.0 direct runtime",
            ])
        let uv = """
            version = 1
            [[package]]
            name = "x"
            version = "0.1.0"
            source = { editable = "." }
            [[package]]
            name = "idna"
            version = "3.7"
            source = { registry = "https://pypi.org/simple" }
            """
        #expect(try settled("uv.lock", uv) == ["pkg:pypi/idna@3.7 - -"])
        let pipfile =
            #"{"default": {"idna": {"version": "==3.7"}, "own": {"path": "."}}, "develop": {"pytest": {"version": "==8.0"}}}"#
        #expect(
            try settled("Pipfile.lock", pipfile) == [
                "pkg:pypi/idna@3.7 - runtime", "pkg:pypi/pytest@8.0 - development",
            ])
    }

    @Test("a manifest settles only when it leaves no version open")
    func manifests() throws {
        #expect(
            try settled("requirements.txt", "a==1.0\nb==2.0\n") == [
                "pkg:pypi/a@1.0 direct -", "pkg:pypi/b@2.0 direct -",
            ])
        #expect(try settled("requirements.txt", "a==1.0\nb>=2.0\n") == nil)
        #expect(
            try settled(
                "requirements.txt", "a==1.0 --hash=sha256:\(String(repeating: "0", count: 64))\n")
                == ["pkg:pypi/a@1.0 - -"])
        let module = """
            module x
            go 1.22
            require (
            \tgithub.com/a/b v1.0.0
            \tgithub.com/c/d v2.0.0 // indirect
            )
            """
        #expect(
            try settled("go.mod", module) == [
                "pkg:golang/github.com/a/b@v1.0.0 direct -",
                "pkg:golang/github.com/c/d@v2.0.0 indirect -",
            ])
        #expect(try settled("go.mod", module + "\nreplace github.com/a/b => ../b\n") == nil)
        #expect(
            try settled("package.json", #"{"dependencies": {"a": "1.0.0"}}"#) == [
                "pkg:npm/a@1.0.0 direct runtime"
            ])
        #expect(try settled("package.json", #"{"dependencies": {"a": "^1.0.0"}}"#) == nil)
    }

    @Test("a manifest beside its lock file is left to that")
    func locked() {
        #expect(ResolvedManifest.isLocked("package.json", beside: ["package.json", "yarn.lock"]))
        #expect(ResolvedManifest.isLocked("pyproject.toml", beside: ["uv.lock"]))
        #expect(!ResolvedManifest.isLocked("pyproject.toml", beside: ["package-lock.json"]))
        #expect(!ResolvedManifest.isLocked("uv.lock", beside: ["poetry.lock"]))
        #expect(!ResolvedManifest.isLocked("go.mod", beside: ["uv.lock"]))
    }

    @Test("no damage to a lock file is more than an error")
    func hostile() {
        var generator = SplitMix64(seed: 11)
        let whole = Array(
            #"{"packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {"version": "1.0.0", "name": "b"}}}"#
                .utf8)
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            for name in ["package-lock.json", "Pipfile.lock", "poetry.lock"] {
                let found = try? ResolvedManifest(parsing: bytes, fileName: name)
                #expect(
                    found?.dependencies.allSatisfy { $0.url.description.hasPrefix("pkg:") } != false
                )
            }
        }
    }
}
