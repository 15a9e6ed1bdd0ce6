/// Labels of repositories and on issues.
enum LabelRoutes {
    static let handlers: [String: Call.Handler] = [
        "issues/list-labels-for-repo": { call in
            let repository = try call.repository
            let labels = repository.labels.sorted { $0.key < $1.key }.map(\.value)
            return call.page(labels) { Presenter(world: call.world).label($0, in: repository) }
        },
        "issues/get-label": { Reply(200, try present(label($0), $0)) },
        "issues/create-label": create,
        "issues/update-label": update,
        "issues/delete-label": { call in
            let repository = try call.repository
            let key = try label(call).name.lowercased()
            repository.labels[key] = nil
            for issue in repository.issues.values { issue.labels.removeAll { $0 == key } }
            return Reply(204)
        },
        "issues/list-labels-on-issue": { try shown($0.issue(), $0) },
        "issues/add-labels": { call in
            let issue = try call.issue()
            for name in names(call.body) { call.world.add(label: name, to: issue) }
            return try shown(issue, call)
        },
        "issues/set-labels": { call in
            let issue = try call.issue()
            issue.labels = []
            for name in names(call.body) { call.world.add(label: name, to: issue) }
            return try shown(issue, call)
        },
        "issues/remove-label": { call in
            let issue = try call.issue()
            let key = call["name"].lowercased()
            guard issue.labels.contains(key) else { throw Refusal(404, "Label does not exist") }
            issue.labels.removeAll { $0 == key }
            issue.updatedAt = call.world.now
            return try shown(issue, call)
        },
    ]

    /// The names in any of the forms in which the API takes labels.
    static func names(_ value: JSON?) -> [String] {
        if let text = value?.text { return [text] }
        let items = value?.items ?? value?["labels"]?.items ?? []
        return items.compactMap { $0.text ?? $0["name"]?.text }
    }

    private static func label(_ call: Call) throws -> Label {
        guard let found = try call.repository.labels[call["name"].lowercased()] else {
            throw Refusal.notFound
        }
        return found
    }

    private static func present(_ label: Label, _ call: Call) throws -> JSON {
        Presenter(world: call.world).label(label, in: try call.repository)
    }

    private static func shown(_ issue: Issue, _ call: Call) throws -> Reply {
        let labels = issue.labels.compactMap { issue.repository.labels[$0] }
        return call.page(labels) { Presenter(world: call.world).label($0, in: issue.repository) }
    }

    private static func create(_ call: Call) throws -> Reply {
        let repository = try call.repository
        let name = call.body["name"]?.text ?? ""
        guard repository.labels[name.lowercased()] == nil else {
            throw Refusal.invalid("Label", field: "name", code: "already_exists")
        }
        let color = call.body["color"]?.text ?? "ededed"
        guard color.utf8.count == 6, color.utf8.allSatisfy(\.isHexDigit), !name.isEmpty,
            name.unicodeScalars.count <= 50
        else {
            throw Refusal.invalid("Label", field: name.isEmpty ? "name" : "color", code: "invalid")
        }
        let description = call.body["description"]?.text
        guard description?.unicodeScalars.count ?? 0 <= 100 else {
            throw Refusal.invalid("Label", field: "description", code: "invalid")
        }
        let label = Label(
            id: call.world.nextID(), name: name, color: color, description: description)
        repository.labels[name.lowercased()] = label
        return Reply(201, try present(label, call))
    }

    private static func update(_ call: Call) throws -> Reply {
        let repository = try call.repository
        var label = try label(call)
        let old = label.name.lowercased()
        if let name = call.body["new_name"]?.text { label.name = name }
        if let color = call.body["color"]?.text { label.color = color }
        if let text = call.body["description"]?.text { label.description = text }
        repository.labels[old] = nil
        repository.labels[label.name.lowercased()] = label
        for issue in repository.issues.values {
            issue.labels = issue.labels.map { $0 == old ? label.name.lowercased() : $0 }
        }
        return Reply(200, try present(label, call))
    }
}

extension World {
    /// Puts a label on an issue; one that the repository does not have yet is made, as GitHub does.
    func add(label name: String, to issue: Issue) {
        let key = name.lowercased()
        if issue.repository.labels[key] == nil {
            issue.repository.labels[key] = Label(
                id: nextID(), name: name, color: "ededed", description: nil)
        }
        if !issue.labels.contains(key) { issue.labels.append(key) }
        issue.updatedAt = now
    }
}
