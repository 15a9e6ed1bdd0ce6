import AgentTools
import Basics

/// The services outside and the tools that they offer, which are asked for when somebody needs them.
actor OutsideTable {
    private let services: [(role: OutsideRole, service: OutsideService)]
    private let warn: @Sendable (String) -> Void
    private var offered: [OutsideRole: [Tool]] = [:]
    private var told: Set<String> = []

    /// The services that the operator names; a service that gives no tool, or not all, is warned of on one line.
    ///
    /// - Throws: a diagnostic when what opens one cannot be had.
    init(_ configuration: ProgramConfiguration, _ terminal: Terminal) throws {
        let network = try NetworkAccess(configuration, environment: terminal.environment)
        services = try configuration.outside.map { settings in
            (settings.role, try settings.service(terminal, client: network.client))
        }
        warn = { terminal.note("complybot: warning: \($0)\n") }
    }

    /// Their tools; one that offered none before is asked again.
    func tools() async -> [Tool] {
        var tools: [Tool] = []
        for (role, service) in services {
            if let known = offered[role] {
                tools += known
                continue
            }
            let offer = await OutsideTools.offer(of: service, as: role)
            if !offer.tools.isEmpty { offered[role] = offer.tools }
            if let refusal = offer.refusal, told.insert(refusal).inserted { warn(refusal) }
            tools += offer.tools
        }
        return tools
    }
}
