internal import Glibc

extension Connection {
    /// Writes all that is in the database at this moment to a new file, compact and with mode 0600.
    ///
    /// Works on a connection that only reads, and beside a writer.
    ///
    /// - Throws: `DatabaseError` of `.cannotOpen` when there is a file already; after an error none is left behind.
    package func copy(to file: String) throws(DatabaseError) {
        let descriptor = Glibc.open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DatabaseError(
                code: .cannotOpen, attempted: "write a copy of the database", subject: file,
                reason: String(cString: strerror(errno)))
        }
        Glibc.close(descriptor)
        do throws(DatabaseError) {
            // An empty file is taken as a new database.
            if access == .readOnly { try execute("PRAGMA query_only = OFF") }
            try run("VACUUM INTO ?", [.text(file)])
            if access == .readOnly { try execute("PRAGMA query_only = ON") }
            try synchronise(file)
        } catch {
            unlink(file)
            throw error
        }
    }

    private func synchronise(_ file: String) throws(DatabaseError) {
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, fsync(descriptor) == 0, Glibc.close(descriptor) == 0 else {
            throw DatabaseError(
                code: .other, attempted: "write a copy of the database", subject: file,
                reason: String(cString: strerror(errno)))
        }
    }
}
