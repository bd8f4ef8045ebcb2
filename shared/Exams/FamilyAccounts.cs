using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A candidate is added to an account, once the person asking has agreed to the use of the data.</summary>
public sealed record AddChild(RegistrationForm Who, ConsentGiven? Consent = null);

/// <summary>Keeps the candidates of a family account, so that several children are filed from one place.</summary>
public sealed class FamilyAccounts(IRecordStore store, KeyedHash hash, ExamRuleBook book)
{
    private readonly Records<FamilyAccount> _accounts = new(store, () => ExamsJson.Default.FamilyAccount);

    /// <summary>The caller's own account; empty when nothing was kept yet.</summary>
    public async ValueTask<Result<FamilyAccount>> ReadAsync(Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        var loaded = await _accounts.LoadAsync(IdOf(asked), cancellationToken);
        return loaded.State ?? new FamilyAccount([]);
    }

    /// <summary>Adds a candidate, or brings name and consent of one up to date.</summary>
    public async ValueTask<Result<FamilyAccount>> AddAsync(AddChild command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        var who = FormFields.Normalise(command.Who);
        List<FieldProblem> faults = [.. FormCheck.Draft(who)];
        if (who.Name is null) faults.Add(FieldProblems.Required("name"));
        if (faults.Count > 0) return ExamProblems.FormNotValid(faults);
        var rules = book.On(asked.ArrivedAt.VietnamDate());
        if (!ConsentGiven.Record(command.Consent, who, rules, asked).Succeeded(out var consent, out var noConsent)) return noConsent;

        var identity = who.PersonalNumber ?? who.Passport!;
        var child = new Child(
            hash.Of("person", identity), who.Name!, who.Sex!.Value, who.DateOfBirth!.Value, identity, who.PersonalNumber is null, consent);
        return await ChangeAsync(
            asked,
            children =>
            {
                var others = children.Where(other => other.Key != child.Key).ToList();
                return others.Count >= FamilyAccount.MaxChildren
                    ? ExamProblems.ChildrenFull
                    : new FamilyAccount([.. others, child]);
            },
            cancellationToken);
    }

    /// <summary>Removes a candidate: consent is taken back for what is not filed; registrations are withdrawn on their own.</summary>
    public async ValueTask<Result<FamilyAccount>> RemoveAsync(string childKey, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        return await ChangeAsync(
            asked, children => new FamilyAccount([.. children.Where(child => child.Key != childKey)]), cancellationToken);
    }

    /// <summary>Adding and removing end in the same account however often they are asked for, so they need no key.</summary>
    private async ValueTask<Result<FamilyAccount>> ChangeAsync(
        Asked asked, Func<IReadOnlyList<Child>, Result<FamilyAccount>> change, CancellationToken cancellationToken)
    {
        var result = await _accounts.ChangeAsync(
            IdOf(asked),
            cause: null,
            loaded => change(loaded.State?.Children ?? []).Succeeded(out var after, out var problem)
                ? new Change<FamilyAccount>(after)
                : problem,
            cancellationToken);
        return result.Succeeded(out var changed, out var refusal) ? changed.State! : refusal;
    }

    private RecordId IdOf(Asked asked) => FamilyAccount.Id(hash, asked.Caller.Id);
}
