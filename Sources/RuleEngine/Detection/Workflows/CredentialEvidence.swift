internal import Documents

/// What hints at a later step that talks to the forge with the token that a checkout left in the workspace.
enum CredentialEvidence {
    /// Actions that push, or fetch from, the repository with what they find in `.git/config`.
    private static let actions: Set<String> = [
        "actions-js/push", "ad-m/github-push-action", "anothrnick/github-tag-action",
        "benchmark-action/github-action-benchmark", "changesets/action",
        "codfish/semantic-release-action", "crazy-max/ghaction-github-pages",
        "cycjimmy/semantic-release-action", "dorny/paths-filter", "endbug/add-and-commit",
        "goreleaser/goreleaser-action", "helm/chart-releaser-action", "helm/chart-testing-action",
        "jamesives/github-pages-deploy-action", "nrwl/nx-set-shas", "peaceiris/actions-gh-pages",
        "peter-evans/create-pull-request", "pre-commit-ci/lite-action",
        "python-semantic-release/python-semantic-release",
        "stefanzweifel/git-auto-commit-action", "tj-actions/changed-files",
    ]
    /// Commands that do; a script that releases or deploys may do anything.
    private static let commands = [
        "git push", "git fetch", "git pull", "git submodule", "git lfs", "git ls-remote",
        "git clone", "git remote", "git subtree", "git -", "semantic-release", "lerna", "changeset",
        "npm version", "gh-deploy", "gh-pages", "mike ", "release", "publish", "deploy", "push",
    ]

    /// Whether a step may use the token of a checkout before it.
    static func isUser(_ step: WorkflowJob.Step) -> Bool {
        if step.action.hasPrefix("./") || step.action.hasPrefix("../") { return true }
        if actions.contains(step.action) { return true }
        let words = step.script.lowercased().split { $0.isWhitespace }.joined(separator: " ")
        return commands.contains(where: words.contains)
    }

    /// Whether a checkout itself leaves work for the token: submodules and large files are fetched later too.
    static func isNeeded(by checkout: WorkflowJob.Step) -> Bool {
        ["submodules", "lfs"].contains { name in
            let value = checkout.input(name)?.scalarText ?? "false"
            return value != "false"
        }
    }
}
