internal import CGit2
internal import Snapshots

/// The content of an object, or its size when that is above what the caller wants to hold.
enum ObjectContent {
    case bytes([UInt8])
    case tooLarge(size: Int)
}

extension RepositoryHandle {
    /// The content of an object of one type; its header is read first.
    ///
    /// libgit2 1.5 knows neither replace references nor grafts, so the object is the one that the id names.
    func object(
        _ id: ObjectID, ofType type: git_object_t, limit: Int
    ) throws(GitError) -> ObjectContent {
        let call = GitCall("read the object", on: id.description)
        var native = try id.native(for: call)
        var size = 0
        var found = GIT_OBJECT_INVALID
        let status = git_odb_read_header(&size, &found, odb, &native)
        if status == GIT_ENOTFOUND.rawValue {
            throw call.failure(.corruptObject, "missing-object: the repository lacks \(id)")
        }
        if status < 0 {
            throw call.failure(.corruptObject, "corrupt-object: \(call.error(status).detail)")
        }
        guard found == type else {
            throw call.failure(
                .corruptObject, "corrupt-object: \(id) is not of the type that it is used as")
        }
        guard size <= limit else { return .tooLarge(size: size) }
        var object: OpaquePointer?
        let outcome = git_odb_read(&object, odb, &native)
        if outcome < 0 {
            throw call.failure(.corruptObject, "corrupt-object: \(call.error(outcome).detail)")
        }
        defer { git_odb_object_free(object) }
        let bytes = UnsafeRawBufferPointer(
            start: git_odb_object_data(object), count: git_odb_object_size(object))
        guard bytes.count <= limit else { return .tooLarge(size: bytes.count) }
        return .bytes(Array(bytes))
    }

    /// The size of an object from its header; nil when it is missing or damaged.
    func size(of id: ObjectID) -> Int? {
        guard var native = git_oid(id) else { return nil }
        var size = 0
        var type = GIT_OBJECT_INVALID
        return git_odb_read_header(&size, &type, odb, &native) == 0 ? size : nil
    }

    /// Whether an object is there and is a commit.
    func isCommit(_ id: ObjectID) -> Bool {
        guard var native = git_oid(id) else { return false }
        var size = 0
        var type = GIT_OBJECT_INVALID
        return git_odb_read_header(&size, &type, odb, &native) == 0 && type == GIT_OBJECT_COMMIT
    }

    /// Whether the object database has an object.
    func holds(_ id: ObjectID) -> Bool {
        guard var native = git_oid(id) else { return false }
        return git_odb_exists(odb, &native) == 1
    }

    /// Writes an object and returns its id.
    func write(_ bytes: [UInt8], as type: git_object_t) throws(GitError) -> ObjectID {
        let call = GitCall("write an object", on: String(cString: git_repository_path(repository)))
        var id = git_oid()
        let status = bytes.withUnsafeBytes {
            git_odb_write(&id, odb, $0.baseAddress, $0.count, type)
        }
        try call.check(status)
        return ObjectID(id)
    }
}
