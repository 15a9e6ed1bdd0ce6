internal import Basics
package import LanguageModels
internal import Remediation
internal import Synchronization

/// What a brain works at, whoever it is: the tools of one job, its plan, its budgets, and what is told of it.
///
/// A brain only asks for calls and says things; what was done, what is left and when it is over is the desk's to know.
package final class AgentDesk: Sendable {
    /// What the host does when a brain has stopped.
    package enum Turn: Sendable {
        case ended(AgentEnding)
        /// It goes on; these words are for the brain.
        case goesOn(String)
    }

    /// The answer to a call.
    package struct Answer: Sendable {
        /// One line of JSON.
        package let text: String
        package let isError: Bool
    }

    struct State {
        var record: AgentRecord
        /// Who sits at the desk.
        var role = AgentRole.driver
        /// Whether nothing is pushed before a reviewer has agreed.
        var isReviewed = false
        var guardian: RepeatGuard
        var pauses = 0
        var ending: AgentEnding?
        /// The tools that did their work since the job was fetched last.
        var worked: Set<String> = []
    }

    package let limits: AgentLimits
    let session: JobSession
    let redactor: Redactor
    let keep: @Sendable (AgentRecord) -> Void
    let state: Mutex<State>
    private let allTools: ToolRegistry
    private let purse: AgentPurse
    private let clock: AgentClock
    private let tell: @Sendable (AgentEvent) -> Void

    /// A desk for a job; `keep` is called with what is to be kept, after each turn.
    init(
        _ session: JobSession, registry: ToolRegistry, redactor: Redactor, record: AgentRecord,
        limits: AgentLimits, purse: AgentPurse, clock: AgentClock,
        tell: @escaping @Sendable (AgentEvent) -> Void,
        keep: @escaping @Sendable (AgentRecord) -> Void
    ) {
        self.session = session
        allTools = registry
        self.redactor = redactor
        self.limits = limits
        self.purse = purse
        self.clock = clock
        self.tell = tell
        self.keep = keep
        state = Mutex(
            State(record: record, guardian: RepeatGuard(limit: limits.repeats)))
    }

    /// The tools as whoever sits at the desk may call them.
    private var registry: ToolRegistry {
        let role = state.withLock(\.role)
        guard role.name != .driver else { return allTools }
        return allTools.limited(to: role.scope, of: role.name.rawValue)
    }

    /// The tools that may be called, in order.
    package var tools: [ToolDefinition] { registry.definitions }

    /// What is known so far.
    package var record: AgentRecord { state.withLock(\.record) }

    /// The repository's name.
    package var repository: String { session.job.name }

    /// Tells an event.
    func note(_ event: AgentEvent) { tell(event) }

    // MARK: Budgets

    /// Why no further turn may be made; nil when one may.
    package func obstacle() -> AgentEnding? {
        let spent = purse.isSpent
        return state.withLock { state in
            if let ending = state.ending { return ending }
            if state.record.turns >= limits.turns { return .exhausted("turns") }
            if state.record.calls >= limits.calls.calls { return .exhausted("calls") }
            return spent.map { .exhausted($0) }
        }
    }

    /// How long is left.
    package var timeLeft: Duration { max(.zero, limits.time - purse.elapsed) }

    /// Counts a turn, and keeps what is known with the conversation as it is now.
    package func endTurn(tokens: Int, messages: [ModelMessage]) {
        purse.spend(tokens)
        let (seconds, spent) = (purse.elapsed.components.seconds, purse.tokens)
        let record = state.withLock { state in
            state.record.roles?.spent[state.role.name, default: .init()].turns += 1
            state.record.roles?.spent[state.role.name, default: .init()].tokens +=
                spent - state.record.tokens
            state.record.turns += 1
            state.record.tokens = spent
            state.record.seconds = Int(seconds)
            state.record.messages = messages
            return state.record
        }
        tell(.turned(number: record.turns, tokens: tokens))
        keep(record)
    }

    // MARK: Words

    /// Notes words of the brain's, which may hold a plan.
    package func heard(_ text: String) {
        guard text.contains(where: { !$0.isWhitespace }) else { return }
        let text = redactor.redacted(text)
        tell(.message(text))
        guard var plan = AgentPlan(in: text) else { return }
        let isNew = state.withLock { state in
            guard state.role.words else { return false }
            plan.settle(done: state.worked)
            defer { state.record.plan = plan }
            return state.record.plan != plan
        }
        if isNew { tell(.plan(plan)) }
    }

    /// Tells more of what the brain is saying; whole lines only, so that no secret slips through in halves.
    package func hearing(_ lines: String) { tell(.delta(redactor.redacted(lines))) }

    /// Tells what the brain says of its thoughts.
    package func reasoned(_ text: String) { tell(.reasoning(redactor.redacted(text))) }

    // MARK: Calls

    /// Makes a call for the brain.
    package func call(_ tool: String, arguments: String, id: String) async -> Answer {
        let shown = redactor.redacted(String(arguments.prefix(2_000)))
        let name = redactor.redacted(String(tool.prefix(64)))
        tell(.toolStarted(call: id, tool: name, arguments: shown))
        let start = clock.now()
        let outcome = await outcome(of: tool, arguments)
        let made = await made(arguments, by: tool, outcome)
        tell(
            .toolEnded(call: id, tool: name, error: outcome.error, took: clock.now() - start))
        let text = outcome.text
        let (verdict, plan) = state.withLock { state in
            state.pauses = 0
            state.record.calls += 1
            let plan = Self.note(outcome, of: allTools.definition(named: tool), made, &state)
            let verdict = state.guardian.note(tool, arguments: arguments, result: text)
            if verdict == .circling { state.ending = .circled(tool: name) }
            return (verdict, plan)
        }
        if let plan { tell(.plan(plan)) }
        var answer = Answer(text: text, isError: outcome.isError)
        if verdict != .fine {
            let warning =
                "This call has given the same answer \(limits.repeats) times. Once more ends your work."
            tell(.told(warning))
            answer = Answer(
                text: outcome.json.setting("host", to: .string(warning)).text(indented: false),
                isError: outcome.isError)
        }
        tell(
            .answered(
                CallDigests(
                    call: id, tool: name, error: outcome.error?.code,
                    arguments: Digest(of: arguments), result: Digest(of: answer.text),
                    bytes: answer.text.utf8.count)))
        return answer
    }

    /// Makes a call, unless the work is over; nothing is told of a repository that wants no model.
    private func outcome(of tool: String, _ arguments: String) async -> ToolOutcome {
        if let ending = state.withLock(\.ending) { return Self.over(tool, ending) }
        let registry = registry
        if let refusal = await refusalBeforeReview(of: tool, in: registry) {
            return ToolOutcome(.failure(refusal))
        }
        let outcome = await registry.call(tool, arguments: arguments)
        guard await session.wantsNoModel else { return outcome }
        state.withLock { $0.ending = .unwanted }
        return Self.over(tool, .unwanted)
    }

    /// The arguments with which a call is made again: of an edit that was chosen among several, the chosen one's.
    private func made(
        _ arguments: String, by tool: String, _ outcome: ToolOutcome
    ) async -> String {
        let isEdit = allTools.definition(named: tool)?.name == StandardTool.fixCode.rawValue
        guard isEdit, !outcome.isError, let chosen = await session.chosenEdit else {
            return arguments
        }
        return chosen.text(indented: false)
    }

    private static func over(_ tool: String, _ ending: AgentEnding) -> ToolOutcome {
        ToolOutcome(
            .failure(
                ToolError(.notAllowed, in: tool, because: "your work is over: \(ending.reason)"))
        )
    }

    /// Notes a call that did its work; gives the plan if it changed.
    private static func note(
        _ outcome: ToolOutcome, of definition: ToolDefinition?, _ arguments: String,
        _ state: inout State
    ) -> AgentPlan? {
        guard let definition, case .success(let value) = outcome.result else { return nil }
        if definition.name == StandardTool.cloneRepository.rawValue {
            // It starts over: what was done before is undone.
            state.worked = []
            state.record.done = []
            state.record.base = value["base_commit"]?.text
        }
        state.worked.insert(definition.name)
        if definition.name == StandardTool.ragSearch.rawValue {
            state.record.roles?.note(found: value)
        }
        if StandardTool(rawValue: definition.name)?.changesJob ?? false {
            state.record.done.append(.init(definition.name, arguments: arguments))
        }
        var plan = state.record.plan
        plan.settle(done: state.worked)
        defer { state.record.plan = plan }
        return state.record.plan == plan ? nil : plan
    }

    /// Makes the calls of a record again, without counting them; why it cannot be gone on with, nil when it can.
    func repeatCalls(of record: AgentRecord) async -> String? {
        let quiet = session.registry(scope: allTools.scope)
        // Where the pull request stands already, nothing is proposed any more, and what led to it cannot be done again.
        var isProposing = true
        for call in record.done
        where isProposing || call.tool == StandardTool.createPullRequest.rawValue {
            let outcome = await quiet.call(call.tool, arguments: call.arguments)
            if let error = outcome.error { return "\(call.tool): \(error.reason)" }
            if let base = outcome.json["base_commit"]?.text, base != record.base {
                return "the repository has another commit now"
            }
            if let proposes = outcome.json["proposes"]?.flag { isProposing = proposes }
        }
        state.withLock { $0.worked = Set(record.done.map(\.tool)).union(record.plan.doneTools) }
        return nil
    }
}
