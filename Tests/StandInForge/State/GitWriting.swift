internal import Foundation

extension GitStore {
    /// Who makes a commit.
    struct Author {
        let name: String
        let email: String
        let time: Int
        var line: String { "\(name) <\(email)> \(time) +0000" }
    }

    /// Commits changed files on a branch; nil deletes a file.
    ///
    /// `parent` nil starts a history. Returns the commit's id; the references are read again by the caller.
    func commit(
        _ files: [String: [UInt8]?], on branch: String, parent: String?, message: String,
        by author: Author
    ) throws -> String {
        var stream = Array("commit refs/heads/\(branch)\nauthor \(author.line)\n".utf8)
        stream += Array("committer \(author.line)\ndata \(message.utf8.count)\n\(message)\n".utf8)
        if let parent { stream += Array("from \(parent)\n".utf8) }
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            guard let bytes else {
                stream += Array("D \(path)\n".utf8)
                continue
            }
            stream += Array("M 100644 inline \(path)\ndata \(bytes.count)\n".utf8)
            stream += bytes + [0x0a]
        }
        try git(["fast-import", "--quiet", "--force"], input: stream + [0x0a])
        return try present(branch)
    }

    /// Makes a commit of a tree and returns its id.
    func commitTree(
        _ tree: String, parents: [String], message: String, author: Author, committer: Author
    ) throws -> String {
        try git(
            ["commit-tree", tree] + parents.flatMap { ["-p", $0] }, input: Array(message.utf8),
            environment: [
                "GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email,
                "GIT_AUTHOR_DATE": "\(author.time) +0000",
                "GIT_COMMITTER_NAME": committer.name, "GIT_COMMITTER_EMAIL": committer.email,
                "GIT_COMMITTER_DATE": "\(committer.time) +0000",
            ])
    }

    /// Moves or makes a reference, only when it is where `old` says; nil for one that must not be there.
    func move(_ name: String, to oid: String, from old: String?) throws {
        try git(["update-ref", name, oid, old ?? String(repeating: "0", count: 40)])
    }

    /// Deletes a reference.
    func delete(_ name: String) throws { try git(["update-ref", "-d", name]) }
}
