import Basics
import Fleet

/// Signs the journal's new events, and tells the signatures outside of the store.
struct JournalSeal: Sendable {
    private let store: FleetStore
    private let key: Ed25519PrivateKey
    private let anchors: JournalAnchorLog
    /// The key by which the signatures are checked.
    var publicKey: Ed25519PublicKey { key.publicKey }

    /// The key of the home folder is made when there is none; without a file for the anchors they stand beside it.
    init(store: FleetStore, home: String, anchor: String?) throws {
        self.store = store
        key = try Ed25519KeyFile.readOrMake(AuditCommand.keyFile(of: home))
        anchors = JournalAnchorLog(path: anchor ?? "\(home)/journal.anchors")
    }

    /// Signs what is due; `evenEarly` whatever there is, as at the end of the service.
    func run(evenEarly: Bool = false) async throws {
        while true {
            // One at a time, so that deliveries get their turn in between.
            let made = try await store.sealJournal(with: key, evenEarly: evenEarly, atMost: 1)
            guard !made.isEmpty else { return }
            try anchors.append(made)
        }
    }
}
