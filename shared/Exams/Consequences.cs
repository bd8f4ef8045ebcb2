using System.Globalization;
using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What every change of a registration brings with it: history, list rows, the portal, a notice.</summary>
internal static class Consequences
{
    /// <param name="now">When this is decided; a message may have waited since it was sent.</param>
    public static Change<Registration> Of(Loaded<Registration> before, Decision decision, Asked asked, string stem, DateTimeOffset now)
    {
        var version = before.Version + 1;
        var told = before.State?.Portal ?? default;
        var after = decision.After;
        // A new dossier code is a new dossier for the portal.
        if (after.DossierCode != before.State?.DossierCode) told = default;
        after = after with { Portal = PortalStates.Of(after.State, after.Fee, told) };

        var messages = new List<Message>(decision.Messages.Count + 4);
        messages.AddRange(decision.Messages);
        messages.Add(Changed(before, after, version, decision.Action, asked, stem));
        if (after.Portal != told && after.DossierCode is not null) messages.Add(Moved(before.Id, after, version, asked, stem));
        if (LockConfirmed.MayBeDue(before.State, after, now)) messages.Add(LockConfirmed.Due(before.Id, after, asked, stem));
        if (RegistrationNotices.For(before, after, decision.Action, version, asked, stem) is { } notice) messages.Add(notice);

        var outgoing = new Outgoing[messages.Count];
        for (var i = 0; i < outgoing.Length; i++) outgoing[i] = new Outgoing(messages[i]);
        return new Change<Registration>(after)
        {
            Documents = [History(before.State, after, version, decision, asked, stem)],
            Messages = outgoing,
            Answer = asked.Cause is { IsRequest: true }
                ? JsonSerializer.SerializeToUtf8Bytes(RegistrationAnswer.Of(before.Id, version, after), ExamsJson.Default.RegistrationAnswer)
                : default,
        };
    }

    private static Document History(
        Registration? before, Registration after, long version, Decision decision, Asked asked, string stem)
    {
        var entry = new HistoryEntry(
            asked.ArrivedAt,
            asked.Caller,
            ActionNames.Of(decision.Action),
            before?.State.ToString(),
            after.State.ToString(),
            version,
            decision.Note);
        return new Document(Document.HistoryPrefix + stem, JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry));
    }

    private static Message Changed(
        Loaded<Registration> before, Registration after, long version, RegistrationAction action, Asked asked, string stem)
    {
        var formerPlace = before.State is { } former ? ExamViews.UnitSort(former.Form.Unit, former.Form.Class) : null;
        var place = ExamViews.UnitSort(after.Form.Unit, after.Form.Class);
        return ExamContracts.RegistrationChanged.Write(
            $"{stem}-c",
            before.Id,
            asked.ArrivedAt,
            asked.Correlation,
            ExamViews.Of(before.Id, version, after) with
            {
                Action = ActionNames.Of(action),
                At = asked.ArrivedAt,
                FormerPlace = formerPlace == place ? null : formerPlace,
                WasDraft = before.State is { SubmittedAt: null },
            });
    }

    /// <summary>Tells the portal feature where a filed registration stands.</summary>
    internal static Message Moved(RecordId id, Registration after, long version, Asked asked, string stem) =>
        PortalContracts.DossierMoved.Write(
            $"{stem}-d",
            id,
            asked.ArrivedAt,
            asked.Correlation,
            new DossierMovedV1(id, version, after.DossierCode!, after.Procedure, after.Portal, asked.ArrivedAt, Note(after)));

    private static LocalText Note(Registration after)
    {
        if (after is not { State: RegistrationState.CorrectionRequested, Correction: { } correction }) return StateNames.Of(after.State);
        var reasons = string.Join("; ", correction.Reasons.Select(reason => reason.Text));
        return new LocalText(
            string.Create(CultureInfo.InvariantCulture, $"{StateNames.Of(after.State).Vi}: {reasons}"),
            string.Create(CultureInfo.InvariantCulture, $"{StateNames.Of(after.State).En}: {reasons}"));
    }
}
