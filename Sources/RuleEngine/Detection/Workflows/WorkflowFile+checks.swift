internal import Documents

/// A place in a workflow that a check means.
struct WorkflowHit {
    var span: Range<Int>
    /// The step or job, for operations that write below it.
    var path: DataPath
    var attributes: [String: String] = [:]
}

/// Checks of what GitHub's guide for secure use, OpenSSF Scorecard and zizmor warn of.
extension WorkflowFile {
    /// Events that run with the rights of the repository although somebody else started them.
    private static let privilegedEvents = ["pull_request_target", "workflow_run", "issue_comment"]
    /// Parts of expressions that stand for what the pull request brings.
    private static let foreignHeads = [
        "github.event.pull_request.head.", "github.head_ref",
        "github.event.pull_request.merge_commit_sha", "github.event.workflow_run.head_",
        "github.event.workflow_run.pull_requests", "refs/pull/", "github.event.pull_request.number",
        "github.event.issue.number",
    ]
    /// Commands that bring it into the workspace.
    private static let foreignCommands = ["gh pr checkout", "hub pr checkout"]

    /// Steps that bring the code of a pull request into a run with the repository's rights.
    var dangerousCheckouts: [WorkflowHit] {
        let events = events
        guard let event = Self.privilegedEvents.first(where: events.contains) else { return [] }
        return allJobs.flatMap { job in
            job.steps.compactMap { step -> WorkflowHit? in
                guard let place = Self.foreignPlace(step), !isForNamedBranches(event),
                    !Self.isForOwnBranches(job.condition), !Self.isForOwnBranches(step.condition),
                    !Self.isForOtherEvents(step.condition + " " + job.condition, event)
                else { return nil }
                return WorkflowHit(
                    span: place.span, path: step.path,
                    attributes: ["event": event, "ref": place.text])
            }
        }
    }

    /// Whether a run that follows another is asked for only for branches of the repository itself.
    private func isForNamedBranches(_ event: String) -> Bool {
        event == "workflow_run" && root["on"]?["workflow_run"]?["branches"] != nil
    }

    private static func foreignPlace(
        _ step: WorkflowJob.Step
    ) -> (span: Range<Int>, text: String)? {
        if step.isCheckout {
            for name in ["ref", "repository"] {
                guard let node = step.input(name), let text = node.scalarText else { continue }
                if foreignHeads.contains(where: text.contains) { return (node.span, text) }
            }
            return nil
        }
        guard let run = step.node["run"] else { return nil }
        let words = step.script.split { $0.isWhitespace }.joined(separator: " ")
        return foreignCommands.first(where: words.contains).map { (run.span, $0) }
    }

    /// Whether a condition lets through only branches of the repository itself, or people who belong to it.
    private static func isForOwnBranches(_ condition: String) -> Bool {
        let bare = condition.filter { !$0.isWhitespace }
        return bare.contains("head.repo.full_name==github.repository")
            || bare.contains("github.repository==github.event.pull_request.head.repo.full_name")
            || bare.contains("head.repo.fork==false")
            || bare.contains("!github.event.pull_request.head.repo.fork")
            || bare.contains("head_repository.full_name==github.repository")
            || bare.contains("head_repository.fork==false")
            || bare.contains("workflow_run.event=='push'")
            || bare.contains("workflow_run.event!='pull_request'")
            || bare.contains("workflow_run.head_branch==") || bare.contains("author_association")
    }

    /// Whether a condition keeps the privileged event out.
    private static func isForOtherEvents(_ condition: String, _ event: String) -> Bool {
        let bare = condition.filter { !$0.isWhitespace }
        if bare.contains("github.event_name!='\(event)'") { return true }
        return bare.contains("github.event_name==") && !bare.contains("'\(event)'")
            && !bare.contains("||")
    }

    /// Expressions inside of scripts that stand for a text of anybody's choice.
    var injections: [WorkflowHit] {
        allJobs.flatMap { job in
            job.steps.flatMap { step -> [WorkflowHit] in
                guard let script = Self.script(of: step) else { return [] }
                return WorkflowExpression.all(in: source.bytes, range: script.span)
                    .compactMap { expression in
                        guard let context = expression.attackerContext else { return nil }
                        return WorkflowHit(
                            span: expression.span, path: step.path,
                            attributes: ["expression": expression.text, "context": context])
                    }
            }
        }
    }

    /// What a step runs as code.
    private static func script(of step: WorkflowJob.Step) -> DataNode? {
        step.node["run"] ?? (step.action == "actions/github-script" ? step.input("script") : nil)
    }

    /// Checkouts that leave the token in the workspace.
    var persistentCheckouts: [WorkflowHit] {
        allJobs.flatMap { job in
            job.steps.compactMap { step -> WorkflowHit? in
                guard step.isCheckout, let uses = step.node["uses"],
                    step.input("persist-credentials")?.scalarText != "false",
                    step.input("persist-credentials")?.scalarText != "true"
                else { return nil }
                return WorkflowHit(span: uses.span, path: step.path)
            }
        }
    }

    /// What may use the token of a checkout, in its job and after it.
    func credentialUses(after checkout: DataPath) -> [WorkflowHit] {
        for job in allJobs {
            let steps = job.steps
            guard let index = steps.firstIndex(where: { $0.path == checkout }) else { continue }
            var users = steps[(index + 1)...].filter { CredentialEvidence.isUser($0) }
            if CredentialEvidence.isNeeded(by: steps[index]) {
                users.insert(steps[index], at: users.startIndex)
            }
            return users.map { step in
                let place = step.node["run"] ?? step.node["uses"] ?? step.node
                return WorkflowHit(span: place.span, path: step.path)
            }
        }
        return []
    }

    /// Images that a tag names, which can come to mean another.
    var unpinnedImages: [WorkflowHit] {
        allJobs.flatMap { job in
            images(of: job).compactMap { image -> WorkflowHit? in
                guard let text = image.scalarText, !text.isEmpty, !text.contains("${{"),
                    !text.contains("@sha256:"), !text.hasSuffix("Dockerfile"),
                    !text.hasPrefix("./")
                else { return nil }
                let name = text.hasPrefix("docker://") ? String(text.dropFirst(9)) : text
                return WorkflowHit(span: image.span, path: job.path, attributes: ["image": name])
            }
        }
    }

    /// What names an image: the container, the services, actions that are images, and a Docker action itself.
    private func images(of job: WorkflowJob) -> [DataNode] {
        var images: [DataNode] = []
        if let container = job.node["container"] {
            images.append(container["image"] ?? container)
        }
        images += (job.node["services"]?.members ?? []).compactMap { $0.value["image"] }
        for step in job.steps where step.action.hasPrefix("docker://") {
            if let uses = step.node["uses"] { images.append(uses) }
        }
        if job.key == nil, let image = root["runs"]?["image"] { images.append(image) }
        return images
    }

    /// Calls of other repositories' workflows that hand over every secret.
    var inheritedSecrets: [WorkflowHit] {
        allJobs.compactMap { job in
            guard let uses = job.node["uses"]?.scalarText, !uses.hasPrefix("./"),
                let secrets = job.node["secrets"], secrets.scalarText == "inherit"
            else { return nil }
            return WorkflowHit(span: secrets.span, path: job.path, attributes: ["called": uses])
        }
    }

    /// Jobs that GitHub stops only after six hours.
    var endlessJobs: [WorkflowHit] {
        allJobs.compactMap { job in
            guard let key = job.key, !job.isCall, job.node["timeout-minutes"] == nil,
                !job.node.members.isEmpty
            else { return nil }
            return WorkflowHit(span: key.keySpan, path: job.path, attributes: ["job": key.key])
        }
    }
}
