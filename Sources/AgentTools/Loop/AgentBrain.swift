/// Somebody who decides which tool is called next.
package protocol AgentBrain: Sendable {
    /// Who it is, for people: `openai/gpt-4o-mini`, `copilot`.
    var name: String { get }

    /// Works until it is done, gives up or may not go on.
    ///
    /// With `kept`, calls of an earlier process were made again and it goes on from there.
    func work(at desk: AgentDesk, goingOnFrom kept: AgentRecord?) async -> AgentEnding

    /// The same brain for another run, such as a job of the service, on whose account its questions go.
    func running(_ run: String) -> any AgentBrain
}

extension AgentBrain {
    package func running(_ run: String) -> any AgentBrain { self }
}
