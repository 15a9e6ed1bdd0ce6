import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Sandbox

@Suite struct MaterialisationTests {
    private func write(
        _ files: [RepositoryPath: MemorySnapshot.File], to folder: TemporaryDirectory,
        bytes: Int = 1 << 20
    ) throws -> [String] {
        let writer = Materialisation(byteLimit: bytes, entryLimit: 100)
        return try writer.write(MemorySnapshot(files: files), to: folder.path).problems.map {
            "\($0.path): \($0.reason)"
        }
    }

    private func file(_ text: String, _ mode: FileMode = .regular) -> MemorySnapshot.File {
        MemorySnapshot.File(bytes: Array(text.utf8), mode: mode)
    }

    @Test("files, folders and modes come out as they are, links only while they stay inside")
    func writes() throws {
        let folder = try TemporaryDirectory()
        let problems = try write(
            [
                "a/b/c.txt": file("deep"), "run.sh": file("#!/bin/sh\n", .executable),
                "empty": file(""),
                "a/link": file("b/c.txt", .symlink), "a/b/up": file("../../run.sh", .symlink),
                "out": file("../x", .symlink), "abs": file("/etc/passwd", .symlink),
                "a/b/trick": file("up/../..", .symlink),
                "module": file("", .submodule),
            ], to: folder)
        #expect(try folder.read("a/b/c.txt") == "deep")
        #expect(try folder.read("a/link") == "deep")
        #expect(try folder.read("a/b/up") == "#!/bin/sh\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/run.sh")
        #expect(attributes[.posixPermissions] as? Int == 0o755)
        #expect(
            problems == [
                "a/b/trick: a symlink out of the tree", "abs: a symlink out of the tree",
                "module: a submodule",
                "out: a symlink out of the tree",
            ])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "a", "empty", "run.sh",
            ])
    }

    @Test("paths that differ only in case or in spelling are not written together")
    func twins() throws {
        let folder = try TemporaryDirectory()
        let problems = try write(
            ["Readme": file("1"), "readme": file("2"), "e\u{301}": file("3"), "\u{e9}": file("4")],
            to: folder)
        #expect(problems.count == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test("a link that stands where a folder is wanted leads nowhere")
    func linkInTheWay() throws {
        let folder = try TemporaryDirectory()
        let outside = try TemporaryDirectory()
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/a", withDestinationPath: outside.path)
        #expect(throws: MaterialisationError.self) { try write(["a/b": file("x")], to: folder) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == [])
    }

    @Test("more bytes or entries than the budget are an error")
    func budget() throws {
        let folder = try TemporaryDirectory()
        #expect(throws: MaterialisationError.tooLarge(5)) {
            try write(["a": file("123"), "b": file("456")], to: folder, bytes: 5)
        }
        let many = Dictionary(
            uniqueKeysWithValues: (0..<101).map { (RepositoryPath("f\($0)"), file("")) })
        #expect(throws: MaterialisationError.tooManyEntries(100)) { try write(many, to: folder) }
    }
}
