import Snapshots
import TestSupport

@testable import Git

/// Writes raw tree objects that no git would write.
struct HostileTree {
    let fixture: GitFixture
    let name: String

    init(_ fixture: GitFixture, name: String = "hostile.git") throws {
        self.fixture = fixture
        self.name = name
        try fixture.git("init", "-q", "--bare", "-b", "main", fixture.path(name))
    }

    var repository: Repository {
        get throws { try Repository.open(at: fixture.path(name)) }
    }

    func blob(_ text: String) throws -> ObjectID { try blob(Array(text.utf8)) }

    func blob(_ bytes: [UInt8]) throws -> ObjectID {
        try id(fixture.git("hash-object", "-w", "--stdin", in: name, input: bytes))
    }

    func tree(_ items: [(mode: String, name: [UInt8], id: ObjectID)]) throws -> ObjectID {
        var bytes: [UInt8] = []
        for item in items {
            bytes += Array(item.mode.utf8) + [0x20] + item.name + [0] + item.id.bytes
        }
        return try id(
            fixture.git(
                "hash-object", "-w", "-t", "tree", "--literally", "--stdin", in: name, input: bytes)
        )
    }

    func tree(_ items: [(String, String, ObjectID)]) throws -> ObjectID {
        try tree(items.map { (mode: $0.0, name: Array($0.1.utf8), id: $0.2) })
    }

    private func id(_ text: String) throws -> ObjectID {
        guard let id = ObjectID(hex: text) else {
            throw Command.Failure(description: "no id: \(text)")
        }
        return id
    }
}
