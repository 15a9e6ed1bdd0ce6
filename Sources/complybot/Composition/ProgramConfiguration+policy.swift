import Basics
import Documents
import Forge
import FoundationEssentials
import Remediation
import RuleEngine

extension ProgramConfiguration {
    /// Reads what the operator says of packs, repositories' configurations and waivers.
    mutating func readPolicy(
        _ record: inout StrictRecord, problems: RecordProblems, file: String
    ) {
        let folder = Self.folder(of: file)
        func place(_ node: DataNode, _ name: String) -> PlaceReference? {
            PlaceReference(node, name: name, folder: folder, file: file, problems: problems)
        }
        if let node = record.node("packs") {
            let items = node.string == nil ? record.list("packs") : [node]
            packs = items.compactMap { place($0, "each of packs") }
        }
        if let node = record.node("defaults") {
            policy.defaults = ConfigurationFile.layer(
                node, problems: problems, file: file, layer: .operator, name: "defaults")
        }
        if let node = record.node("enforce") {
            policy.enforced += EnforcementReader(problems: problems, layer: .operator, file: file)
                .enforced(node)
        }
        organization = record.node("organization").flatMap { place($0, "organization") }
        if let node = record.node("presets") {
            if case .mapping(let members) = node.content {
                for member in members { presets[member.key] = place(member.value, member.key) }
            } else {
                problems.add(at: node.span.lowerBound, "presets must be a mapping by name")
            }
        }
        presetAddresses = record.texts("extends-from")
        if let node = record.node("waivers") {
            readWaivers(node, folder: folder, problems: problems)
        }
        if record.node("waiver-approvers") != nil {
            policy.waivers.approvers = Set(record.texts("waiver-approvers"))
        }
    }

    /// Reads who speaks for each group of the approval matrix.
    mutating func readApprovers(_ node: DataNode, problems: RecordProblems) {
        guard case .mapping(let members) = node.content else {
            problems.add(at: node.span.lowerBound, "approvers must be a mapping by group")
            return
        }
        var record = StrictRecord(node, name: "approvers", problems: problems)
        let groups = members.map { ($0.key, record.texts($0.key)) }
        record.finish()
        approvalGroups = ApprovalGroups(Dictionary(groups) { first, _ in first })
    }

    /// Reads which repositories the fleet has, where it is shown, and whether boxes that are ticked there are obeyed.
    mutating func readFleet(_ node: DataNode, problems: RecordProblems, folder: String) {
        var record = StrictRecord(node, name: "fleet", problems: problems)
        if let text = record.text("dashboard") {
            dashboard = GitHubRepositoryName(parsing: text)
            if dashboard == nil {
                problems.add(at: node.span.lowerBound, "dashboard must be OWNER/REPOSITORY")
            }
        }
        obeysDashboard = record.choice("wishes", of: Switch.self) == .on
        service.repositories = record.text("repos").map { Self.path($0, in: folder) }
        service.organizations = record.texts("organizations")
        record.finish()
    }

    private mutating func readWaivers(
        _ node: DataNode, folder: String, problems: RecordProblems
    ) {
        var record = StrictRecord(node, name: "waivers", problems: problems)
        registries = record.texts("registry").map { Self.path($0, in: folder) }
        policy.waivers.nonWaivable = Set(record.texts("non-waivable"))
        policy.waivers.allowsInline = record.flag("inline") ?? false
        if let node = record.node("ceilings") {
            var ceilings = StrictRecord(node, name: "ceilings", problems: problems)
            for severity in Severity.allCases {
                if let days = ceilings.number(severity.rawValue, in: 1...3_650) {
                    policy.waivers.ceilings[severity] = days
                }
            }
            ceilings.finish()
        }
        record.finish()
    }

    /// The policy with what stands in other files: the organization's configuration, presets, and registries.
    func completePolicy(_ installation: Installation) throws -> OperatorPolicy {
        var policy = policy
        let presets = operatorPresets(installation)
        policy.presets = presets
        if organization != nil {
            let found = try presets.file(of: .named(OperatorPresets.organizationName))
            let file = ConfigurationFile.read(
                found.bytes, file: found.name, layer: .organization)
            guard file.problems.isEmpty else {
                throw DiagnosticList(diagnostics: file.problems.sorted().map(\.diagnostic))
            }
            policy.organization = file.node?.setting(["version"], to: nil)
            policy.enforced += file.enforced
        }
        for registry in registries {
            try policy.registry.add(try Self.registry(registry), file: registry)
        }
        return policy
    }

    /// Over the file and the files that it names: the organization's configuration, presets, and registries.
    func digest(_ installation: Installation) throws -> Digest {
        let presets = operatorPresets(installation)
        let names =
            presets.named.keys.sorted()
            + (organization == nil ? [] : [OperatorPresets.organizationName])
        let files = try names.map { try presets.file(of: .named($0)).bytes }
        return .framed([bytes] + files + (try registries.map(Self.registry)))
    }

    private func operatorPresets(_ installation: Installation) -> OperatorPresets {
        OperatorPresets(
            named: presets, organization: organization, addresses: presetAddresses,
            folders: PackFolders(installation: installation, configuration: self),
            today: Day(secondsSince1970: Int(Date.now.timeIntervalSince1970)))
    }

    private static func registry(_ path: String) throws -> [UInt8] {
        try BoundedFile.read(
            path, limit: WaiverRegistry.sizeLimit, while: "read the registry of waivers")
    }
}
