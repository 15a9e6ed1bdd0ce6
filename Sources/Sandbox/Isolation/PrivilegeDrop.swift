internal import FoundationEssentials
internal import Glibc

/// Lets a superuser's sandbox belong to nobody: another user outside as well as inside.
///
/// A namespace of root's maps its user to the real root, who owns `/proc/sys` and may write there without any
/// capability, and whom the limit on processes does not bind. So root becomes somebody else first. That user cannot
/// reach folders below root's home; they are bound to places it can reach, in a mount namespace that ends with the run.
struct PrivilegeDrop {
    /// The user and group that own what tests may write when we are root.
    static let user: UInt32 = 65532

    /// The folder that the places are made in: an empty file system over one that no source lies in.
    private let stage: String
    private let sources: [String]

    private static let candidates = ["/mnt", "/media", "/srv", "/opt"]

    /// A drop for these sources; nil when we are no superuser or no folder can be had.
    init?(sources: [String]) {
        guard Self.isNeeded else { return nil }
        let stage = Self.candidates.first { folder in
            var isFolder = false
            return FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
                && isFolder
                && !sources.contains { $0 == folder || $0.hasPrefix(folder + "/") }
        }
        guard let stage else { return nil }
        self.stage = stage
        self.sources = sources
    }

    /// Whether we are the superuser.
    static var isNeeded: Bool { geteuid() == 0 }

    /// Where a source stands for the process that the line becomes.
    func place(of source: Int) -> String { "\(stage)/\(source)" }

    /// The command line that makes the places, becomes the other user and then another command.
    func entering(_ line: [String]) -> [String] {
        let script = """
            stage=$1 count=$2 user=$3; shift 3
            /usr/bin/mount -t tmpfs -o mode=0755,size=1m,nosuid,nodev tmpfs "$stage" || exit 125
            number=0
            while [ "$number" -lt "$count" ]; do
                if [ -d "$1" ]; then /usr/bin/mkdir "$stage/$number"; else : >"$stage/$number"; fi
                /usr/bin/mount --bind "$1" "$stage/$number" || exit 125
                number=$((number + 1)); shift
            done
            exec /usr/bin/setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs \\
                --bounding-set=-all --inh-caps=-all -- "$@"
            """
        return [
            "/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", script,
            "sh",
            stage, "\(sources.count)", "\(Self.user)",
        ] + sources + line
    }

    /// Gives a file or folder to the user of the sandbox, when that is not ourselves.
    static func give(_ path: String) {
        if isNeeded { lchown(path, user, user) }
    }
}
