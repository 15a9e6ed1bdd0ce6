internal import CGit2
internal import Snapshots

/// Lays changes over a tree of the object database and writes the trees that become different.
///
/// Recursion goes as deep as the paths that may be written, which the path policy limits.
struct TreeEditor {
    let handle: RepositoryHandle

    /// One change on its way down: the components that are left, and the whole path for errors.
    private struct Edit {
        var path: RepositoryPath
        var rest: ArraySlice<ArraySlice<UInt8>>
        var leaf: Leaf
    }

    private enum Leaf {
        case file(ObjectID, FileMode)
        case gone
    }

    func edit(
        _ root: ObjectID, changes: [RepositoryPath: OverlaySnapshot.Change]
    ) throws(GitError) -> ObjectID {
        var edits: [Edit] = []
        for (path, change) in changes.sorted(by: { $0.key < $1.key }) {
            edits.append(try edit(at: path, change))
        }
        if let written = try tree(root, with: edits) { return written }
        return try handle.write([], as: GIT_OBJECT_TREE)
    }

    private func edit(
        at path: RepositoryPath, _ change: OverlaySnapshot.Change
    ) throws(GitError) -> Edit {
        let call = GitCall("write the file", on: path.description)
        if let reason = PathPolicy.refusal(writing: path) {
            throw call.failure(.unsafePath, reason)
        }
        let leaf: Leaf
        switch change {
        case .delete: leaf = .gone
        case .write(let bytes, let mode):
            guard mode.isFile else { throw call.failure(.unsafePath, "only files are written") }
            leaf = .file(try handle.write(bytes, as: GIT_OBJECT_BLOB), mode)
        }
        return Edit(path: path, rest: path.components[...], leaf: leaf)
    }

    /// The id of a tree with edits; nil when nothing is left in it, for git keeps no empty folders.
    private func tree(_ id: ObjectID?, with edits: [Edit]) throws(GitError) -> ObjectID? {
        var items: [[UInt8]: TreeItem] = [:]
        for item in try id.map({ id throws(GitError) in try self.items(of: id) }) ?? [] {
            guard items.updateValue(item, forKey: item.name) == nil else {
                throw GitCall("read the tree", on: id?.description)
                    .failure(.corruptObject, "malformed-tree: a name stands there twice")
            }
        }
        var groups: [[UInt8]: [Edit]] = [:]
        for edit in edits {
            guard let name = edit.rest.first else { continue }
            groups[Array(name), default: []].append(edit)
        }
        for (name, group) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            items[name] = try item(named: name, from: items[name], with: group)
        }
        return items.isEmpty
            ? nil : try handle.write(TreeObject.serialize(Array(items.values)), as: GIT_OBJECT_TREE)
    }

    private func item(
        named name: [UInt8], from old: TreeItem?, with edits: [Edit]
    ) throws(GitError) -> TreeItem? {
        var item = old
        let leaf = edits.first { $0.rest.count == 1 }
        let below = edits.filter { $0.rest.count > 1 }
        if let leaf, case .gone = leaf.leaf {
            guard let old, !old.isFolder else { throw conflict(leaf, "there is no such file") }
            item = nil
        }
        if let first = below.first {
            if let item, !item.isFolder {
                throw conflict(first, "a file stands where a folder is needed")
            }
            let down = below.map { edit in
                var edit = edit
                edit.rest = edit.rest.dropFirst()
                return edit
            }
            let folder = try tree(item?.id, with: down)
            item = folder.map { TreeItem(mode: TreeItem.folderMode, name: name, id: $0) }
        }
        if let leaf, case .file(let id, let mode) = leaf.leaf {
            if item?.isFolder == true { throw conflict(leaf, "a folder stands there") }
            if let item, TreeObject.fileMode(item.mode)?.isFile != true {
                throw conflict(leaf, "a link or submodule stands there")
            }
            item = TreeItem(mode: mode.rawValue, name: name, id: id)
        }
        return item
    }

    private func items(of id: ObjectID) throws(GitError) -> [TreeItem] {
        let call = GitCall("read the tree", on: id.description)
        let content = try handle.object(id, ofType: GIT_OBJECT_TREE, limit: TreeObject.maximumSize)
        guard case .bytes(let bytes) = content else {
            throw call.failure(.tooLarge, "the tree is too large")
        }
        guard let items = TreeObject.parse(bytes) else {
            throw call.failure(
                .corruptObject, "corrupt-object: the tree ends in the middle of an entry")
        }
        return items
    }

    private func conflict(_ edit: Edit, _ reason: String) -> GitError {
        GitCall("write the file", on: edit.path.description).failure(.pathConflict, reason)
    }
}
