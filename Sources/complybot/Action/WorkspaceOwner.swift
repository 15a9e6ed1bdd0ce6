import Basics
import Glibc

/// The user that the workspace belongs to, whom the Action becomes before it reads anything.
///
/// A runner starts container actions as root and lends them its Docker socket; its files belong to its own user. As that
/// user the Action can write what it must, leaves nothing behind that later steps cannot touch, and cannot reach the socket.
enum WorkspaceOwner {
    /// A group that owns nothing; the runner's own may be that of the Docker socket.
    private static let group: gid_t = 65532

    /// Becomes the owner of a folder, for good; does nothing when not root, or when root owns it.
    static func become(ownerOf folder: String) throws {
        guard geteuid() == 0 else { return }
        var status = stat()
        guard stat(folder, &status) == 0 else {
            throw failure(folder)
        }
        guard status.st_uid != 0 else { return }
        let user = status.st_uid
        guard setgroups(0, nil) == 0, setgid(group) == 0,
            setuid(user) == 0, geteuid() == user, setuid(0) != 0
        else { throw failure(folder) }
    }

    private static func failure(_ folder: String) -> Diagnostic {
        Diagnostic(
            .incomplete, "become the owner of the workspace", on: folder,
            because: String(cString: strerror(errno)))
    }
}
