internal import Documents
internal import Snapshots

/// The operations on whole files.
extension PatchSite {
    /// The largest file, in bytes, that is given another name.
    private static let renameLimit = 1 << 20

    /// Takes a file away.
    mutating func removeFile(_ template: Template) throws(Declined) {
        let path = try path(template)
        _ = try entry(at: path)
        addWhole(.remove, to: path)
    }

    /// Gives a file another name, at which nothing may be.
    mutating func renameFile(_ template: Template, to target: Template) throws(Declined) {
        let path = try path(template)
        let new = try self.path(target)
        let entry = try entry(at: path)
        guard !FileCreation(snapshot: tree.snapshot).isTaken(new) else {
            throw Declined(reason: "\(new) is there already")
        }
        do {
            let bytes = try tree.snapshot.bytes(of: path, limit: Self.renameLimit)
            addWhole(.remove, to: path)
            create(new, bytes: bytes, mode: entry.mode)
        } catch {
            throw Declined(reason: "\(path) is too large to be given another name, or unreadable")
        }
    }

    /// Lets a file be run, or not; nothing when it is so.
    mutating func changeMode(of template: Template, isExecutable: Bool) throws(Declined) {
        let path = try path(template)
        let wanted: FileMode = isExecutable ? .executable : .regular
        if try entry(at: path).mode != wanted { addWhole(.changeMode(wanted), to: path) }
    }

    private func entry(at path: RepositoryPath) throws(Declined) -> SnapshotEntry {
        guard let entry = tree.snapshot.entry(at: path) else {
            throw Declined(reason: "\(path) does not exist")
        }
        guard entry.mode.isFile else {
            throw Declined(reason: "\(path) is a link or a submodule")
        }
        return entry
    }
}
