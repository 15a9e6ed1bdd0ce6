import Snapshots
import TestSupport
import Testing

@testable import Git

@Suite("The fixture of git repositories")
struct GitFixtureTests {
    @Test("a bare repository made from a folder has the same commit each time")
    func fromFolder() throws {
        var heads: Set<String> = []
        for _ in 0..<2 {
            let fixture = try GitFixture()
            try fixture.folder.write("x\n", to: "files/a/b")
            let path = try fixture.bareRepository("fleet.git", fromFolder: fixture.path("files"))
            let repository = try Repository.open(at: path)
            heads.insert(try repository.resolve().description)
            try fixture.clone("fleet.git", to: "clone")
            #expect(try fixture.folder.read("clone/a/b") == "x\n")
        }
        #expect(heads.count == 1)
    }
}
