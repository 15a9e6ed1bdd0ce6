import Basics
import Foundation
import TestSupport
import Testing

@testable import Policies

@Suite("A store of vectors")
struct VectorStoreTests {
    private func texts(_ names: String...) -> [Digest] { names.map { Digest(of: $0) } }

    @Test("vectors come back as they went, for their model and text alone")
    func roundTrip() throws {
        let folder = try TemporaryDirectory()
        let store = try VectorStore(path: folder.path + "/v.db")
        #expect(store.note == nil)
        let keys = texts("a", "b")
        try store.keep([(keys[0], [1, -0.5, 3.25e-30]), (keys[1], [.pi])], of: "m")
        #expect(
            try store.vectors(of: "m", for: keys) == [
                keys[0]: [1, -0.5, 3.25e-30], keys[1]: [.pi],
            ])
        #expect(try store.vectors(of: "n", for: keys).isEmpty)
        #expect(try store.prune("m", keeping: [keys[1]]) == 1)
        #expect(try store.count(of: "m") == 1)
        let again = try VectorStore(path: folder.path + "/v.db")
        #expect(try again.vectors(of: "m", for: keys).count == 1)
    }

    @Test("a damaged file is made anew and said so, and one of a later version is left alone")
    func damage() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/v.db"
        do {
            let store = try VectorStore(path: path)
            try store.keep(
                (0..<200).map { (Digest(of: "\($0)"), [Float](repeating: 1, count: 64)) }, of: "m")
        }
        let whole = try Data(contentsOf: URL(filePath: path))
        for damage in 0..<3 {
            var bytes = whole
            switch damage {
            case 0: bytes = Data("no database at all, but long enough to be looked at".utf8)
            case 1: bytes.replaceSubrange(4096..<8192, with: Data(repeating: 0x5a, count: 4096))
            default: bytes = bytes.prefix(6000)
            }
            try bytes.write(to: URL(filePath: path))
            let store = try VectorStore(path: path)
            #expect(store.note?.contains("made anew") == true)
            #expect(try store.count(of: "m") == 0)
            try store.keep([(Digest(of: "x"), [1])], of: "m")
            #expect(try VectorStore(path: path).count(of: "m") == 1)
        }
        #expect(throws: PolicyError.self) { try VectorStore(path: folder.path + "/none/v.db") }
    }

    @Test("the nearest come first, equals in their order, and what has no direction is left out")
    func nearest() {
        var index = VectorIndex(dimensions: 2)
        for (owner, vector) in [
            (4, [0, 1]), (1, [10, 0]), (2, [1, 0]), (3, [-1, 0]), (5, [0, 0]), (6, [1]),
            (3, [1, 1]),
        ]
            as [(Int, [Float])]
        {
            index.add(vector, of: owner)
        }
        #expect(index.nearest(to: [2, 0], limit: 9) == [1, 2, 3, 4])
        #expect(index.nearest(to: [2, 0], limit: 2) == [1, 2])
        #expect(index.nearest(to: [0, 0], limit: 2) == [])
        #expect(index.nearest(to: [1], limit: 2) == [])
        #expect(index.nearest(to: [.nan, 1], limit: 2) == [])
    }
}
