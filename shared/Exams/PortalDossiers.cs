using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>
/// Dossiers filed at the portal: the same rules, the portal's own dossier code. What cannot be accepted is answered with
/// state 3 and the reasons.
/// </summary>
public sealed class PortalDossiers(
    IRecordStore store,
    Registrations registrations,
    Filing filing,
    ExamDirectory directory,
    EditRegistrationHandler edits,
    KeyedHash hash,
    IdSource ids,
    TimeProvider clock)
{
    /// <summary>How long a dossier waits for the first session to be listed.</summary>
    public static readonly TimeSpan ListPatience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly Records<PortalLink> _links = new(store, () => ExamsJson.Default.PortalLink);

    /// <summary>Takes news of a dossier, unless its procedure is another service's.</summary>
    /// <exception cref="DeliverLaterException">No session is listed yet: a dossier may overtake the list.</exception>
    /// <exception cref="PermanentFailureException">
    /// <c>portal-dossier-unknown</c>, <c>portal-payload-missing</c>, <c>portal-registration-gone</c>.
    /// </exception>
    public async ValueTask HandleAsync(PortalDossierReceivedV1 received, MessageContext context, CancellationToken cancellationToken)
    {
        var link = await _links.LoadAsync(PortalLink.Id(hash, received.Dossier), cancellationToken);
        var asked = Asked.By(context) with { ArrivedAt = received.ReceivedAt };
        if (link.State is { Refusal: not null }) return;
        if (received.Kind is PortalDossierKind.Filed)
        {
            var read = await ReadAsync(received, cancellationToken);
            var session = read.Succeeded(out var filing, out _) ? filing.Session : null;
            if (link.State is not null || await IsOursAsync(received, session, cancellationToken))
                await FileAsync(received, read, link, asked, cancellationToken);
            return;
        }

        if (link.State is not { } known)
        {
            // Messages of one dossier come in order, so news about a dossier that was never filed cannot become right by waiting.
            if (await IsOursAsync(received, session: null, cancellationToken)) throw new PermanentFailureException("portal-dossier-unknown", received.Dossier);
            return;
        }

        switch (received.Kind)
        {
            case PortalDossierKind.Supplemented:
                await SupplementAsync(known, received, asked, cancellationToken);
                break;
            case PortalDossierKind.Withdrawn:
                await WithdrawAsync(known, asked, cancellationToken);
                break;
            case PortalDossierKind.Paid:
                await NotePaidAsync(known, asked, cancellationToken);
                break;
        }
    }

    /// <summary>Whether a dossier that was not filed here before is for an exam.</summary>
    private async ValueTask<bool> IsOursAsync(PortalDossierReceivedV1 received, string? session, CancellationToken cancellationToken)
    {
        if (await directory.TakesAsync(received.Procedure, session, cancellationToken) is { } takes) return takes;
        // Nothing listed: a new deployment whose list is on its way, or one that holds no exams.
        if (clock.GetUtcNow() < received.ReceivedAt + ListPatience) throw new DeliverLaterException(LookAgain, "No exam session is listed yet.");
        return false;
    }

    /// <summary>What the portal sent, or that it cannot be read: the portal signed it, so it is told rather than left waiting.</summary>
    private async ValueTask<Result<PortalFiling>> ReadAsync(PortalDossierReceivedV1 received, CancellationToken cancellationToken)
    {
        var document = await store.ReadDocumentAsync(received.StoredIn, received.DocumentId, cancellationToken)
            ?? throw new PermanentFailureException("portal-payload-missing", received.DocumentId);
        try
        {
            return JsonSerializer.Deserialize(document.Body.Span, ExamsJson.Default.PortalFiling) is { } news ? news : ExamProblems.FilingUnreadable("$");
        }
        catch (JsonException e)
        {
            // The path names fields; the message could quote what a person wrote.
            return ExamProblems.FilingUnreadable(e.Path);
        }
    }

    private async ValueTask FileAsync(
        PortalDossierReceivedV1 received, Result<PortalFiling> read, Loaded<PortalLink> link, Asked asked, CancellationToken cancellationToken)
    {
        if (!read.Succeeded(out var news, out var unreadable))
        {
            await RefuseAsync(received, link, unreadable, asked, cancellationToken);
            return;
        }

        var citizen = asked with { Caller = new Caller(news.Account ?? "portal", Role.Family, "Cổng Dịch vụ công") };
        var form = FormFields.Normalise(news.Form ?? new RegistrationForm());
        var prepared = await filing.PrepareAsync(news.Session ?? "", form, news.Consent, citizen, cancellationToken);
        if (!prepared.Succeeded(out var filed, out var refusal))
        {
            await RefuseAsync(received, link, refusal, asked, cancellationToken);
            return;
        }

        // The link first, and again when a crash comes between: it only says where the dossier goes.
        await _links.ChangeAsync(
            link.Id,
            cause: null,
            loaded => loaded.State is null ? new Change<PortalLink>(new PortalLink(news.DossierCode, filed.Id, null)) : (Change<PortalLink>?)null,
            cancellationToken);
        var result = await registrations.ChangeAsync(
            filed.Id, citizen, (loaded, stem) => Decide(loaded, filed, news, link.Id, citizen, stem), cancellationToken);
        if (result.Problem is { } late)
        {
            var linked = await _links.LoadAsync(link.Id, cancellationToken);
            await RefuseAsync(received, linked, late, asked, cancellationToken);
        }
    }

    private static Result<Decision?> Decide(
        Loaded<Registration> loaded, Filed filed, PortalFiling news, RecordId link, Asked asked, string stem)
    {
        if (loaded.State is { } existing)
        {
            if (existing.PortalDossier == link && existing.DossierCode == news.DossierCode) return (Decision?)null;
            if (!Permissions.IsFamily(asked.Caller, existing)) return ExamProblems.HeldByAnother;
            if (existing.State is not (RegistrationState.Draft or RegistrationState.Withdrawn)) return ExamProblems.AlreadyYours(loaded.Id);
        }

        var from = loaded.State?.State ?? RegistrationState.Draft;
        if (!Moves.Next(from, RegistrationAction.Submit, feeSettled: false, filed.NeedsCheck).Succeeded(out var next, out var refusal))
            return refusal;
        var after = Filing.Apply(filed, news.DossierCode, loaded, next, asked) with { PortalDossier = link };
        return new Decision(after, RegistrationAction.Submit, "portal", FeeMessages.Request(loaded.Id, after, asked, stem));
    }

    /// <summary>Tells the portal no, with every reason, in the commit that remembers it.</summary>
    private async ValueTask RefuseAsync(
        PortalDossierReceivedV1 received, Loaded<PortalLink> link, Problem problem, Asked asked, CancellationToken cancellationToken)
    {
        var messageId = ids.Next();
        await _links.ChangeAsync(
            link.Id,
            asked.Cause,
            loaded => new Change<PortalLink>(new PortalLink(received.Dossier, link.Id, problem.Code))
            {
                Messages =
                [
                    new Outgoing(PortalContracts.DossierMoved.Write(
                        messageId,
                        link.Id,
                        asked.ArrivedAt,
                        asked.Correlation,
                        new DossierMovedV1(
                            link.Id, loaded.Version + 1, received.Dossier, received.Procedure, PortalState.NotAccepted, asked.ArrivedAt, Reasons(problem)))),
                ],
            },
            cancellationToken);
    }

    private async ValueTask SupplementAsync(
        PortalLink link, PortalDossierReceivedV1 received, Asked asked, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(received, cancellationToken)).Succeeded(out var news, out var unreadable))
        {
            await AnswerAsync(link, unreadable, asked, cancellationToken);
            return;
        }

        var loaded = await registrations.LoadAsync(link.Registration, cancellationToken);
        if (loaded.State is not { Guardians: [var guardian, ..] }) throw new PermanentFailureException("portal-registration-gone", link.DossierCode);
        var citizen = asked with { Caller = new Caller(news.Account ?? guardian, Role.Family, "Cổng Dịch vụ công") };
        var form = news.Form ?? loaded.State.Form;
        var result = await edits.HandleAsync(new EditRegistration(link.Registration, form, loaded.Version), citizen, cancellationToken);
        if (result.Problem is { } problem) await AnswerAsync(link, problem, asked, cancellationToken);
    }

    private async ValueTask WithdrawAsync(PortalLink link, Asked asked, CancellationToken cancellationToken)
    {
        var result = await registrations.ChangeSeenAsync(
            link.Registration, asked, expectedVersion: null, (loaded, stem) => WithdrawRegistrationHandler.Decide(loaded, asked, stem), cancellationToken);
        if (result.Problem is { } problem) await AnswerAsync(link, problem, asked, cancellationToken);
    }

    /// <summary>A supplement or withdrawal that cannot be accepted: the dossier stays where it is, and the portal is told why.</summary>
    private async ValueTask AnswerAsync(PortalLink link, Problem problem, Asked asked, CancellationToken cancellationToken)
    {
        await registrations.NoteAsync(
            link.Registration,
            asked,
            "portal-refused",
            problem.Code,
            (loaded, stem) => loaded.State is { DossierCode: { } code } registration
                ? [PortalContracts.DossierMoved.Write(
                    $"{stem}-d",
                    loaded.Id,
                    asked.ArrivedAt,
                    asked.Correlation,
                    new DossierMovedV1(
                        loaded.Id, loaded.Version, code, registration.Procedure, registration.Portal, asked.ArrivedAt, Reasons(problem), IsAnswer: true))]
                : [],
            cancellationToken);
    }

    /// <summary>
    /// What the portal says about money is only noted: a fee counts as settled when the payment feature says so, because only
    /// it compares amounts and asks the gateway.
    /// </summary>
    private ValueTask NotePaidAsync(PortalLink link, Asked asked, CancellationToken cancellationToken) =>
        registrations.NoteAsync(link.Registration, asked, "portal-says-paid", null, (_, _) => [], cancellationToken);

    private static LocalText Reasons(Problem problem) => new(
        string.Join(" ", Texts(problem).Select(text => text.Vi)),
        string.Join(" ", Texts(problem).Select(text => text.En)));

    private static IEnumerable<LocalText> Texts(Problem problem)
    {
        yield return new LocalText(problem.Title.Vi + ".", problem.Title.En + ".");
        if (problem.Fields is not { Count: > 0 } && problem.Detail is { } detail) yield return detail;
        foreach (var field in problem.Fields ?? [])
        {
            var label = FormFields.All.FirstOrDefault(known => known.Name == field.Field)?.Label ?? new LocalText(field.Field, field.Field);
            yield return new LocalText($"{label.Vi}: {field.Text.Vi}", $"{label.En}: {field.Text.En}");
        }
    }
}
