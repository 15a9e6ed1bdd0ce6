internal import CGit2
package import Snapshots

extension Repository {
    /// The best common ancestor of two commits; nil when their histories share none.
    ///
    /// Of a commit and its parent it is the parent, for which no more of the history need be there.
    ///
    /// - Throws: `GitError` with `.corruptObject` when a commit on the way is missing, as in a shallow clone.
    package func mergeBase(of one: ObjectID, and other: ObjectID) throws(GitError) -> ObjectID? {
        if try isParent(one, of: other) { return one }
        if try isParent(other, of: one) { return other }
        let call = GitCall("find where two commits part", on: "\(one.short) and \(other.short)")
        return try withHandle { handle throws(GitError) in
            var first = try one.native(for: call)
            var second = try other.native(for: call)
            var base = git_oid()
            let status = git_merge_base(&base, handle.repository, &first, &second)
            if status == GIT_ENOTFOUND.rawValue {
                // The same code tells of no common ancestor and of a commit that is not there.
                guard handle.isCommit(one), handle.isCommit(other),
                    git_repository_is_shallow(handle.repository) == 0
                else {
                    throw call.failure(
                        .corruptObject, "the history is not all here",
                        remedy: "fetch it, as with git fetch --unshallow")
                }
                return nil
            }
            try call.check(status)
            return ObjectID(base)
        }
    }

    private func isParent(_ parent: ObjectID, of child: ObjectID) throws(GitError) -> Bool {
        let areThere = try withHandle { handle throws(GitError) in
            handle.isCommit(parent) && handle.isCommit(child)
        }
        return areThere ? try commit(child).parents.contains(parent) : false
    }
}
