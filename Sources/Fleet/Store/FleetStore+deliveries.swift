internal import Basics
internal import Database

extension FleetStore: DeliveryIntake {
    /// How many deliveries one transaction takes, and for how many milliseconds it waits for more.
    private static let batch = (count: 256, milliseconds: Int64(5))
    /// For how long the ids of deliveries are remembered, in milliseconds: 30 days.
    static let memory: Int64 = 30 * 86_400_000

    package nonisolated func accept(_ delivery: Delivery) async -> DeliveryReceipt {
        switch await line.wait(delivery) {
        case .receipt(let receipt): return receipt
        case .lead:
            let receipt = await commit(delivery)
            line.handOver()
            return receipt
        }
    }

    /// Keeps the leader's delivery and those in line behind it in one transaction, and answers these.
    private func commit(_ first: Delivery) -> DeliveryReceipt {
        var places: [DeliveryLine.Place] = []
        let end = clock.steady() + Self.batch.milliseconds
        var receipts: [DeliveryReceipt]
        do {
            try requireRoom("keep a delivery")
            receipts = try write { book in
                var receipts = [try book.keep(first)]
                while receipts.count < Self.batch.count, clock.steady() <= end,
                    let place = line.next()
                {
                    places.append(place)
                    receipts.append(try book.keep(place.delivery))
                }
                return receipts
            }
        } catch {
            // A store that fails would fail for each; a delivery that cannot be kept must not take others along.
            let all = [first] + places.map(\.delivery)
            receipts = Self.concernsStore(error) ? [] : all.map { commitAlone($0) }
        }
        let refusal = DeliveryReceipt.unavailable(retryAfter: 10)
        for (index, place) in places.enumerated() {
            let receipt = receipts.dropFirst(index + 1).first ?? refusal
            place.answer.resume(returning: .receipt(receipt))
        }
        return receipts.first ?? refusal
    }

    private func commitAlone(_ delivery: Delivery) -> DeliveryReceipt {
        (try? write { try $0.keep(delivery) }) ?? .unavailable(retryAfter: 10)
    }

    private static func concernsStore(_ error: any Error) -> Bool {
        guard let code = (error as? DatabaseError)?.code else { return true }
        return code != .constraint && code != .misuse
    }
}

extension WorkBook {
    /// Keeps a delivery with what it asks for, once.
    func keep(_ delivery: Delivery) throws -> DeliveryReceipt {
        let known = try row(
            "SELECT digest FROM delivery WHERE hook = ? AND guid = ?",
            [.integer(Int64(delivery.hook)), .text(delivery.guid)])
        if let known {
            if known[0] == .blob(delivery.digest.bytes) { return .seen }
            try note(event("delivery.conflict", delivery))
            return .conflict
        }
        try connection.run(
            """
            INSERT INTO delivery (hook, guid, event, action, digest, received_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(delivery.hook)), .text(delivery.guid), .text(delivery.event),
                .optional(delivery.action), .blob(delivery.digest.bytes),
                .integer(delivery.receivedAt),
            ])
        try note(event("delivery.accepted", delivery))
        for change in delivery.changes { try apply(change, by: "forge") }
        for request in delivery.requests { try enqueue(request, by: "forge") }
        return .accepted
    }

    private func event(_ kind: String, _ delivery: Delivery) -> JournalEvent {
        var fields: [String: JSONValue] = [
            "hook": .int(delivery.hook), "guid": .string(delivery.guid),
            "event": .string(delivery.event), "digest": .string(delivery.digest.description),
        ]
        if let action = delivery.action { fields["action"] = .string(action) }
        return JournalEvent(kind, by: "forge", fields: fields)
    }
}
