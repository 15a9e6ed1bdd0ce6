internal import Documents

/// A job of a workflow, or the steps of a composite action, which count as one.
struct WorkflowJob {
    /// The job's key; nil for a composite action.
    let key: DataMember?
    let node: DataNode
    /// From the root of the file to the job.
    let path: DataPath

    /// One thing that the job does.
    struct Step {
        let node: DataNode
        /// From the root of the file to the step.
        let path: DataPath

        /// The action's name in lower case, without its version; empty for a step that runs a script.
        var action: String {
            String((node["uses"]?.scalarText ?? "").prefix { $0 != "@" }).lowercased()
        }

        /// An input of the action.
        func input(_ name: String) -> DataNode? {
            // Names of inputs have no case.
            node["with"]?.members.last { $0.key.lowercased() == name }?.value
        }

        var isCheckout: Bool { action == "actions/checkout" }
        var script: String { node["run"]?.scalarText ?? "" }
        var condition: String { node["if"]?.scalarText ?? "" }
    }

    /// The steps, in order.
    var steps: [Step] {
        let below = path.appending(.key("steps"))
        return (node["steps"]?.items ?? []).enumerated().map { number, node in
            Step(node: node, path: below.appending(.index(number)))
        }
    }

    var condition: String { node["if"]?.scalarText ?? "" }
    /// Whether the job only calls a reusable workflow.
    var isCall: Bool { node["uses"] != nil }
}

extension WorkflowFile {
    /// The jobs in the order of the file, or what a composite action does.
    var allJobs: [WorkflowJob] {
        if let runs = root["runs"], root["jobs"] == nil {
            return [WorkflowJob(key: nil, node: runs, path: DataPath(steps: [.key("runs")]))]
        }
        return (root["jobs"]?.members ?? []).map { member in
            WorkflowJob(
                key: member, node: member.value,
                path: DataPath(steps: [.key("jobs"), .key(member.key)]))
        }
    }

    /// The names of the events that start the workflow.
    var events: Set<String> {
        guard let on = root["on"] else { return [] }
        return Set(
            [on.scalarText].compactMap(\.self) + on.items.compactMap(\.scalarText)
                + on.members.map(\.key))
    }
}
