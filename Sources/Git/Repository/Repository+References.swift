internal import CGit2
internal import Glibc
package import Snapshots

extension Repository {
    /// The most references that are listed.
    package static let maximumReferences = 100_000

    /// The full name that HEAD stands for, as `refs/heads/main`, even before its first commit; nil when detached.
    package func headReference() throws(GitError) -> String? {
        try withHandle { handle throws(GitError) in
            let call = GitCall("read HEAD", on: gitDirectory)
            var head: OpaquePointer?
            try call.check(git_reference_lookup(&head, handle.repository, "HEAD"))
            defer { git_reference_free(head) }
            return git_reference_symbolic_target(head).map { String(cString: $0) }
        }
    }

    /// The branch that HEAD stands for, as `main`, even before its first commit; nil when detached.
    package func headBranch() throws(GitError) -> String? {
        guard let name = try headReference(), name.hasPrefix("refs/heads/") else { return nil }
        return String(name.dropFirst("refs/heads/".count))
    }

    /// Points HEAD at a branch, which need not exist.
    package func setHead(toBranch branch: String) throws(GitError) {
        try withHandle { handle throws(GitError) in
            let call = GitCall("set HEAD", on: branch)
            try Self.validateReferenceName("refs/heads/\(branch)", for: call)
            var head: OpaquePointer?
            try call.check(
                git_reference_symbolic_create(
                    &head, handle.repository, "HEAD", "refs/heads/\(branch)", 1, nil))
            git_reference_free(head)
        }
    }

    /// The commit or object that a reference stands for, through symbolic ones; nil when there is none.
    package func reference(_ name: String) throws(GitError) -> ObjectID? {
        try withHandle { handle throws(GitError) in
            let call = GitCall("read the reference", on: name)
            try Self.validateReferenceName(name, for: call)
            return try Self.target(of: name, in: handle, for: call)
        }
    }

    /// Every reference below a prefix such as `refs/heads/`, sorted by name; symbolic and broken ones are left out.
    package func references(
        withPrefix prefix: String = "refs/"
    ) throws(GitError) -> [(name: String, id: ObjectID)] {
        try withHandle { handle throws(GitError) in
            let call = GitCall("list the references", on: gitDirectory)
            var iterator: OpaquePointer?
            try call.check(git_reference_iterator_new(&iterator, handle.repository))
            defer { git_reference_iterator_free(iterator) }
            var found: [(name: String, id: ObjectID)] = []
            while true {
                var reference: OpaquePointer?
                let status = git_reference_next(&reference, iterator)
                if status == GIT_ITEROVER.rawValue { break }
                try call.check(status)
                defer { git_reference_free(reference) }
                guard let raw = git_reference_name(reference),
                    let id = git_reference_target(reference)
                else { continue }
                let name = String(cString: raw)
                if name.hasPrefix(prefix) { found.append((name, ObjectID(id.pointee))) }
                if found.count > Self.maximumReferences {
                    throw call.failure(.tooLarge, "more than \(Self.maximumReferences) references")
                }
            }
            return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
    }

    /// Creates or moves a reference, only if it is where the caller thinks it is.
    ///
    /// `expected` is the id it holds now, nil when it must not exist.
    ///
    /// - Throws: `GitError` with `.referenceMoved` when it holds something else; nothing is changed then.
    package func setReference(
        _ name: String, to id: ObjectID, expecting expected: ObjectID?
    ) throws(GitError) {
        try withHandle { handle throws(GitError) in
            let call = GitCall("set the reference", on: name)
            try Self.validateReferenceName(name, for: call)
            var target = try id.native(for: call)
            var made: OpaquePointer?
            let status: Int32
            if let expected {
                var old = try expected.native(for: call)
                status = git_reference_create_matching(
                    &made, handle.repository, name, &target, 1, &old, nil)
            } else {
                status = git_reference_create(&made, handle.repository, name, &target, 0, nil)
            }
            git_reference_free(made)
            guard status < 0 else { return }
            let error = call.error(status)
            let actual = try Self.target(of: name, in: handle, for: call)
            if actual != expected {
                throw call.failure(
                    .referenceMoved(actual: actual),
                    "it is at \(actual?.description ?? "nothing"), not at \(expected?.description ?? "nothing")"
                )
            }
            throw error
        }
    }

    /// Deletes a reference, only if it is where the caller thinks it is.
    ///
    /// - Throws: `GitError` with `.referenceMoved` when it is not; nothing is changed then.
    package func deleteReference(_ name: String, expecting expected: ObjectID) throws(GitError) {
        try withHandle { handle throws(GitError) in
            let call = GitCall("delete the reference", on: name)
            try Self.validateReferenceName(name, for: call)
            var reference: OpaquePointer?
            let status = git_reference_lookup(&reference, handle.repository, name)
            defer { git_reference_free(reference) }
            if status != GIT_ENOTFOUND.rawValue { try call.check(status) }
            let actual = git_reference_target(reference).map { ObjectID($0.pointee) }
            // libgit2 compares once more with what was looked up, under the reference's lock.
            guard status == 0, actual == expected, git_reference_delete(reference) == 0 else {
                throw call.failure(
                    .referenceMoved(actual: try Self.target(of: name, in: handle, for: call)),
                    "it is not at \(expected)")
            }
        }
    }

    static func target(
        of name: String, in handle: RepositoryHandle, for call: GitCall
    ) throws(GitError) -> ObjectID? {
        var id = git_oid()
        let status = git_reference_name_to_id(&id, handle.repository, name)
        if status == GIT_ENOTFOUND.rawValue { return nil }
        try call.check(status)
        return ObjectID(id)
    }

    static func validateReferenceName(_ name: String, for call: GitCall) throws(GitError) {
        var valid: Int32 = 0
        guard !name.utf8.contains(0), name.utf8.count <= 1024,
            git_reference_name_is_valid(&valid, name) == 0, valid == 1
        else { throw call.failure(.invalidName, "it is no valid name of a reference") }
    }
}
