internal import Basics
internal import FoundationEssentials
package import Snapshots

/// The end of the branch of anchors as it was left, in a file of the home folder: by it a branch that was moved back shows.
package struct JournalAnchorMemory: Sendable {
    private struct Form: Codable {
        var place: String
        var commit: String
    }

    private let path: String

    /// The memory of a home folder.
    package init(home: String) { path = "\(home)/journal.anchored" }

    /// The commit in which the branch of this name ended; nil when it was never looked at.
    ///
    /// - Throws: a `Diagnostic` for a file that cannot be read.
    package func end(of place: String) throws -> ObjectID? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let attempted = "read where the branch of anchors ended"
        let bytes = try BoundedFile.read(path, limit: 64 << 10, while: attempted)
        guard let form = try? JSONDecoder().decode(Form.self, from: Data(bytes)),
            let commit = ObjectID(hex: form.commit)
        else {
            throw Diagnostic(
                .incomplete, attempted, on: path, because: "the file is damaged",
                remedy: "move it away, and look at the branch with complybot audit verify")
        }
        return form.place.utf8.elementsEqual(place.utf8) ? commit : nil
    }

    /// Remembers the commit in which a branch ends.
    package func keep(_ commit: ObjectID, of place: String) throws {
        let value: JSONValue = .members([
            "place": .string(place), "commit": .string(commit.description),
        ])
        try AtomicFile.write(
            Array("\(value.text(indented: false))\n".utf8), to: path, mode: 0o600)
    }
}
