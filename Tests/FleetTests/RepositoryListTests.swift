import Basics
import Documents
import Remediation
import Testing

@testable import Fleet

@Suite("repos.json")
struct RepositoryListTests {
    private func jobs(_ text: String, file: String = "fleet/repos.json") throws -> [RepositoryJob] {
        try RepositoryList.parse(Array(text.utf8), file: file)
    }

    @Test("entries are addresses, or objects with a service and a tier")
    func entries() throws {
        let jobs = try jobs(
            #"{"repos": ["https://h.example/o/a.git", {"url": "/srv/b.git", "service": "b", "tier": 1}]}"#
        )
        #expect(
            jobs == [
                RepositoryJob(location: "https://h.example/o/a.git"),
                RepositoryJob(location: "/srv/b.git", service: "b", tier: 1),
            ])
        #expect(jobs.map(\.name) == ["a", "b"])
    }

    @Test("a relative path is taken from the file's folder, and an address stays as it is")
    func relative() throws {
        let list = #"{"repos": ["a.git", "./b", "git@h.example:o/c.git", "ssh://h.example/d"]}"#
        #expect(
            try jobs(list).map(\.location)
                == ["fleet/a.git", "fleet/./b", "git@h.example:o/c.git", "ssh://h.example/d"])
        #expect(try jobs(list, file: "repos.json").map(\.location).first == "a.git")
    }

    @Test("a repository that stands there twice counts once")
    func twice() throws {
        #expect(try jobs(#"{"repos": ["a", {"url": "a", "tier": 2}, "b"]}"#).count == 2)
    }

    @Test(
        "what is wrong is told with line and column",
        arguments: [
            ("{\n \"repo\": []}", "2:2", "unknown key repo"),
            (#"{"repos": [{"url": "a", "teir": 1}]}"#, "1:25", "unknown key teir"),
            (#"{"repos": [{"service": "a"}]}"#, "1:12", "needs url"),
            (#"{"repos": [{"url": "a", "tier": 4}]}"#, "1:33", "from 1 to 3"),
            (#"{"repos": [1]}"#, "1:12", "must be a mapping"),
            ("{\"repos\": [", "1:", ""),
        ])
    func wrong(text: String, place: String, reason: String) throws {
        let error = #expect(throws: (any Error).self) { try jobs(text) }
        let said = String(
            describing: (error as? RecordProblem)?.diagnostic.description ?? "\(error as Any)")
        #expect(said.contains(place) || said.contains("repos is not a list"), "\(said)")
        #expect(said.contains(reason), "\(said)")
    }

    @Test("the name is the last part of the location, without .git")
    func names() {
        for (location, name) in [
            ("https://h/o/name.git", "name"), ("git@h:o/name", "name"), ("/a/b/", "b"),
            (".git", ".git"),
            ("x", "x"),
        ] {
            #expect(RepositoryJob(location: location).name == name)
        }
    }
}
