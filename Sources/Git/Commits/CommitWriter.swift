internal import CGit2
package import Snapshots

/// The bot as git knows it: author and committer of every commit of ours.
package struct Identity: Hashable, Sendable {
    /// The name, as `complybot`.
    package let name: String
    /// The address, without angle brackets.
    package let email: String

    /// An identity from its parts; what git would not keep in a name or address is dropped.
    package init(name: String, email: String) {
        self.name = Self.clean(name)
        self.email = Self.clean(email)
    }

    private static func clean(_ text: String) -> String {
        let kept = text.unicodeScalars.filter {
            $0.value >= 0x20 && $0 != "<" && $0 != ">" && $0.value != 0x7f
        }
        let trimmed = String(String.UnicodeScalarView(kept)).drop { $0 == " " }
        return String(trimmed.reversed().drop { $0 == " " }.reversed())
    }
}

/// Writes one commit on a base commit, the same for the same input wherever and whenever it runs.
package struct CommitWriter: Sendable {
    /// A commit that stands in the object database, not yet on any branch.
    package struct Written: Hashable, Sendable {
        package let commit: ObjectID
        package let tree: ObjectID
    }

    /// The dates that are taken over from a base commit: from 1970 to the end of 2099, in seconds.
    private static let saneSeconds: ClosedRange<Int64> = 0...4_102_444_799
    /// The time zones that exist, in minutes.
    private static let saneOffsets = -12 * 60...14 * 60

    private let repository: Repository
    private let identity: Identity

    /// A writer into a repository or mirror.
    package init(into repository: Repository, as identity: Identity) {
        self.repository = repository
        self.identity = identity
    }

    /// Writes the blobs, trees and the commit; nothing is checked out and no filter runs.
    ///
    /// Author and committer are the identity, their date is the base commit's committer date, brought into a
    /// sane range. Throws `GitError` with `.unsafePath` or `.pathConflict` for changes that do not fit.
    package func commit(
        on base: ObjectID, changes: [RepositoryPath: OverlaySnapshot.Change], message: String
    ) throws(GitError) -> Written {
        let metadata = try repository.commit(base)
        let tree = try self.tree(on: metadata.tree, changes: changes)
        let seconds = Self.seconds(on: metadata)
        let offset =
            Self.saneOffsets.contains(metadata.committer.offset) ? metadata.committer.offset : 0
        let commit = try write(
            tree, after: base, date: "\(seconds) \(Self.zone(offset))", message: message)
        return Written(commit: commit, tree: tree)
    }

    /// Writes a commit that holds one file and nothing else, after another commit or as the first of its line.
    ///
    /// Its date is the one given, in seconds since 1970.
    package func commit(
        after parent: ObjectID?, file name: String, holding bytes: [UInt8], at seconds: Int64,
        message: String
    ) throws(GitError) -> ObjectID {
        let tree = try repository.withHandle { handle throws(GitError) in
            let blob = try handle.write(bytes, as: GIT_OBJECT_BLOB)
            let item = TreeItem(mode: FileMode.regular.rawValue, name: Array(name.utf8), id: blob)
            return try handle.write(TreeObject.serialize([item]), as: GIT_OBJECT_TREE)
        }
        return try write(
            tree, after: parent, date: "\(Self.sane(seconds)) \(Self.zone(0))", message: message)
    }

    private func write(
        _ tree: ObjectID, after parent: ObjectID?, date: String, message: String
    ) throws(GitError) -> ObjectID {
        let stamp = "\(identity.name) <\(identity.email)> \(date)"
        var text = "tree \(tree)\n"
        if let parent { text += "parent \(parent)\n" }
        text += "author \(stamp)\ncommitter \(stamp)\n\n"
        text.unicodeScalars += message.unicodeScalars.filter { $0.value != 0 }
        if !text.hasSuffix("\n") { text += "\n" }
        return try repository.withHandle { handle throws(GitError) in
            try handle.write(Array(text.utf8), as: GIT_OBJECT_COMMIT)
        }
    }

    /// The date of a commit of ours on a base: that of the base, brought into a sane range.
    package static func seconds(on base: CommitMetadata) -> Int64 {
        sane(base.committer.seconds)
    }

    private static func sane(_ seconds: Int64) -> Int64 {
        min(max(seconds, saneSeconds.lowerBound), saneSeconds.upperBound)
    }

    /// Writes the blobs and trees only and returns the id of the root tree.
    package func tree(
        on base: ObjectID, changes: [RepositoryPath: OverlaySnapshot.Change]
    ) throws(GitError) -> ObjectID {
        try repository.withHandle { handle throws(GitError) in
            let editor = TreeEditor(handle: handle)
            return try editor.edit(base, changes: changes)
        }
    }

    private static func zone(_ offset: Int) -> String {
        let (hours, minutes) = (abs(offset) / 60, abs(offset) % 60)
        return
            "\(offset < 0 ? "-" : "+")\(hours < 10 ? "0" : "")\(hours)\(minutes < 10 ? "0" : "")\(minutes)"
    }
}
