internal import CGit2
package import Snapshots

/// The id that git gives to content.
package enum GitBlobID {
    /// The SHA-1 object id of bytes as a blob; nothing is written.
    package static func of(_ bytes: [UInt8]) -> ObjectID {
        Library.start()
        var id = git_oid()
        let status = bytes.withUnsafeBytes {
            git_odb_hash(&id, $0.baseAddress, $0.count, GIT_OBJECT_BLOB)
        }
        precondition(status == 0, "libgit2 could not hash bytes in memory: out of memory")
        return ObjectID(id)
    }
}
