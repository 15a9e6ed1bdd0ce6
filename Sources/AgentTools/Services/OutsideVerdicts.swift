internal import Basics
package import Remediation
internal import RuleEngine
internal import Snapshots

/// A security scanner outside: `POST` with `requirements`, or the tool `scan_dependencies`.
package struct OutsideScanner: DependencyScanner {
    static let tool = "scan_dependencies"
    private static let maximumFindings = 500

    private let service: OutsideService

    /// A scanner behind a service.
    package init(_ service: OutsideService) { self.service = service }

    package func scan(_ requirements: String) async -> OutsideScan {
        do throws(ServiceProblem) {
            let answer = try await service.ask(
                Self.tool, .members(["requirements": .string(requirements)]))
            return OutsideScan(findings: try Self.findings(in: answer))
        } catch {
            return OutsideScan(failure: service.failure(error))
        }
    }

    /// The findings of an answer: `{"findings": [{"package", "cve" or "id", "severity"}]}`; all of it is as it must be, or none counts.
    static func findings(
        in answer: JSONValue
    ) throws(ServiceProblem) -> [OutsideScan.Finding] {
        guard let items = answer["findings"]?.items else {
            throw ServiceProblem("its answer has no list of findings")
        }
        guard items.count <= maximumFindings else {
            throw ServiceProblem("it found more than \(maximumFindings) vulnerabilities")
        }
        var findings: Set<OutsideScan.Finding> = []
        for (index, item) in items.enumerated() {
            guard let finding = finding(item) else {
                throw ServiceProblem("its finding \(index + 1) is not of the shape that is known")
            }
            findings.insert(finding)
        }
        return findings.sorted {
            ($0.dependency, $0.id, $0.severity) < ($1.dependency, $1.id, $1.severity)
        }
    }

    private static func finding(_ item: JSONValue) -> OutsideScan.Finding? {
        guard let dependency = item["package"]?.text, isName(dependency, "-_.@/[],"),
            let id = (item["cve"] ?? item["id"])?.text, isName(id, "-_:"),
            let word = item["severity"]?.text?.lowercased(),
            let severity = Severity(rawValue: word == "moderate" ? "medium" : word)
        else { return nil }
        return OutsideScan.Finding(dependency: dependency, id: id, severity: severity)
    }

    /// Whether a text is a name and nothing else: what a service writes is shown to people and to models.
    static func isName(_ text: String, _ signs: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: signs.utf8.contains(byte)
                }
            }
    }
}

/// A change-management service: `POST` with service and touched paths, or the tool `evaluate_approval`.
package struct OutsideAuthority: ApprovalAuthority {
    static let tool = "evaluate_approval"
    private static let maximumGroups = 50

    private let service: OutsideService

    /// An authority behind a service.
    package init(_ service: OutsideService) { self.service = service }

    package func verdict(on request: ApprovalRequest) async -> OutsideApproval {
        do throws(ServiceProblem) {
            let answer = try await service.ask(
                Self.tool,
                .members([
                    "service": .string(request.service),
                    "touched_paths": .array(
                        request.touchedPaths.prefix(2_000).map { .string($0.description) }),
                ]))
            return try Self.verdict(in: answer)
        } catch {
            return OutsideApproval(failure: service.failure(error))
        }
    }

    /// The verdict of an answer: `{"required_approvals": […], "risk_level": "low|medium|high"}`.
    static func verdict(in answer: JSONValue) throws(ServiceProblem) -> OutsideApproval {
        guard let items = answer["required_approvals"]?.items, items.count <= maximumGroups else {
            throw ServiceProblem("its answer has no list of approvals, or one that is too long")
        }
        var groups: Set<String> = []
        for item in items {
            guard let group = item.text, OutsideScanner.isName(group, "@/-_") else {
                throw ServiceProblem("it asks for somebody whose name no group can have")
            }
            groups.insert(group)
        }
        var risk: RiskLevel?
        if let level = answer["risk_level"], level != .null {
            let word = level.text?.lowercased() ?? ""
            risk = RiskLevel(rawValue: word == "critical" ? "high" : word)
            guard risk != nil else {
                throw ServiceProblem("its level of risk is none that is known")
            }
        }
        return OutsideApproval(required: groups.sorted(), risk: risk)
    }
}
