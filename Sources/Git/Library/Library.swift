internal import CGit2
internal import Glibc

/// The one start of libgit2 in this process.
///
/// Nobody's configuration is obeyed: the search paths of the system's, the user's and the program data's
/// files are emptied, and every repository is opened with an empty configuration of its own.
package enum Library {
    /// The most objects that a fetched pack may hold.
    package static let maximumObjectsInPack = 5_000_000
    /// The largest object that a fetched pack may hold, in bytes.
    package static let maximumObjectSize = 100 << 20

    /// Whether the libgit2 at run time has the distribution's fix for oversized delta results.
    ///
    /// Fetching from a remote is refused without it; `doctor` shows it.
    package static var hasSecurityFixes: Bool {
        start()
        var bytes = 0
        return complybot_git_get_pack_max_object_size(&bytes) == 0
    }

    /// The version of libgit2 at run time, as `1.5.1`.
    package static var version: String {
        var (major, minor, revision) = (Int32(0), Int32(0), Int32(0))
        git_libgit2_version(&major, &minor, &revision)
        return "\(major).\(minor).\(revision)"
    }

    /// Has all transfers of the process believe the certificate authorities of a PEM file, and no others.
    ///
    /// - Throws: `GitError` when the file cannot be read as such.
    package static func believe(_ file: String) throws(GitError) {
        start()
        let call = GitCall("read the certificate authorities", on: file)
        try call.check(complybot_git_set_certificate_authorities(file))
    }

    /// Starts libgit2 on first use; cheap afterwards.
    static func start() { _ = started }

    private static let started: Bool = {
        git_libgit2_init()
        let levels = [
            GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
            GIT_CONFIG_LEVEL_GLOBAL,
        ]
        for level in levels { _ = complybot_git_clear_search_path(level.rawValue) }
        _ = complybot_git_set_owner_validation(0)
        _ = complybot_git_set_pack_max_objects(maximumObjectsInPack)
        _ = complybot_git_set_pack_max_object_size(maximumObjectSize)
        _ = complybot_git_set_fsync(1)
        allowExtensions()
        return true
    }()

    /// Lets repositories with these extensions be opened: none of them changes how objects and references are read.
    ///
    /// `worktreeConfig` is what `git sparse-checkout` sets; SHA-256 objects stay refused.
    private static func allowExtensions() {
        let names = [
            "noop", "worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees",
        ]
        // libgit2 copies the names.
        let copies = names.map { UnsafePointer(strdup($0)) }
        _ = complybot_git_set_extensions(copies, copies.count)
        for copy in copies { free(UnsafeMutablePointer(mutating: copy)) }
    }
}
