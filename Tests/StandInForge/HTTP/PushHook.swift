internal import Foundation

/// The rules that a push must keep, checked by git itself in a hook.
enum PushHook {
    /// Writes the hook into the folder of the repositories, whose configuration names it.
    static func install(in folder: String) throws {
        let hooks = "\(folder)/hooks"
        try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
        let path = "\(hooks)/pre-receive"
        try script.write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// What the hook must know about one push.
    static func variables(
        _ repository: Repository, _ credential: Credential, _ world: World
    ) -> [String: String] {
        var closed: [String] = []
        var isAdmin = false
        if case .person(let account) = credential {
            isAdmin = world.role(of: account, in: repository) == .admin
        }
        for branch in repository.git.branches where !isAdmin {
            if world.protectionReason(branch.name, repository) != nil {
                closed.append("refs/heads/\(branch.name)")
            }
        }
        var mayChangeWorkflows = true
        if case .installation = credential {
            mayChangeWorkflows = world.level("workflows", in: repository, credential) >= .write
        }
        return [
            "STANDIN_PROTECTED": " \(closed.joined(separator: " ")) ",
            "STANDIN_DEFAULT": "refs/heads/\(repository.defaultBranch)",
            "STANDIN_WORKFLOWS": mayChangeWorkflows ? "yes" : "no",
        ]
    }

    private static let script = """
        #!/bin/sh
        # Refuses pushes that GitHub would refuse; what to refuse comes in the environment.
        refused=0
        while read -r old new ref; do
            case "$STANDIN_PROTECTED" in
            *" $ref "*)
                echo "error: GH006: Protected branch update failed for $ref." >&2
                echo "error: Changes must be made through a pull request." >&2
                refused=1
                ;;
            esac
            case "$new" in *[!0]*) ;; *)
                if [ "$ref" = "$STANDIN_DEFAULT" ]; then
                    echo "error: refusing to delete the current branch: $ref" >&2
                    refused=1
                fi
                continue
                ;;
            esac
            [ "$STANDIN_WORKFLOWS" = no ] || continue
            base=$(git merge-base "$STANDIN_DEFAULT" "$new" 2>/dev/null) || continue
            changed=$(git diff --name-only "$base" "$new" -- .github/workflows | head -n 1)
            if [ -n "$changed" ]; then
                echo "error: refusing to allow a GitHub App to create or update workflow \\`$changed\\` without \\`workflows\\` permission" >&2
                refused=1
            fi
        done
        exit "$refused"

        """
}
