using System.Text;
using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class RetentionTests : ExamTest
{
    private static readonly DateOnly DraftsGo = ExamWorld.Session.LastExamDay.AddMonths(6).AddDays(1);
    private static readonly DateOnly FiledGo = ExamWorld.Session.LastExamDay.AddMonths(60).AddDays(1);

    [Fact]
    public void Rule_IsTheOneInForce_AndNamesItsInstrument()
    {
        World.Book.On(DraftsGo).Retention.Should().Be(new RetentionRule(6, 60, 12));
        World.Book.On(new DateOnly(2025, 12, 31)).Retention.Should().BeNull();
        World.Book.Data.Retention.Should().OnlyContain(version => version.Instrument.Length > 0);
    }

    [Fact]
    public async Task Draft_IsKeptThroughItsLastDay_AndGoneOnTheNext()
    {
        var draft = await DraftAsync();
        await EnforceAsync(DraftsGo.AddDays(-1));
        (await World.StateOfAsync(draft)).Should().NotBeNull();

        await EnforceAsync(DraftsGo);

        (await World.Registrations.LoadAsync(draft, Ct)).Should().Be(new Loaded<Registration>(draft, 2, null));
        (await World.Read.HandleAsync(draft, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("PS-003");
        (await ListOfLanAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Filed_OutlivesTheDrafts_AndNothingOfItIsLeftAtTheEnd()
    {
        var filed = await World.SubmitAsync();
        await World.PayAsync(filed);
        await World.CheckAsync(filed);
        await World.Blobs.PutAsync(filed.Registration, "photo"u8.ToArray(), Ct);
        await World.Blobs.PutAsync(new RecordId("reg-other"), "photo"u8.ToArray(), Ct);
        await World.Extend.HandleAsync(
            new(DemoExams.Session, ExtensionScope.Person, filed.Registration.Value, ExamWorld.Session.ClosesAt.AddDays(1), "Em bị ốm"), World.By(ExamWorld.Department), Ct);
        await EnforceAsync(DraftsGo);
        (await World.StateOfAsync(filed.Registration)).State.Should().Be(RegistrationState.Confirmed);

        await EnforceAsync(FiledGo);

        (await World.Registrations.LoadAsync(filed.Registration, Ct)).State.Should().BeNull();
        (await World.Store.ListDocumentsAsync(filed.Registration, "", null, 100, Ct)).Should().BeEmpty();
        (await World.Store.ListDocumentsAsync(FilingWindow.PersonRecord(filed.Registration), "", null, 100, Ct)).Should().BeEmpty();
        (await World.Store.LoadAsync(FilingWindow.PersonRecord(filed.Registration), Ct))!.IsErased.Should().BeTrue();
        World.Blobs.Kept.Should().ContainSingle().Which.Key.Owner.Should().Be(new RecordId("reg-other"));
        (await ListOfLanAsync()).Should().BeEmpty();
        (await World.Lists.OfUnitAsync(new(DemoExams.Session, ExamWorld.School), World.By(ExamWorld.Officer), Ct)).Value.Rows.Should().BeEmpty();
        World.Store.SentOf(PortalContracts.DossierErased).Should().ContainSingle().Which.Should().Be(new DossierErasedV1(filed.Registration, filed.DossierCode!));
        Encoding.UTF8.GetString((await World.Store.LoadAsync(filed.Registration, Ct))!.State.Span).Should().Be("null");
    }

    [Fact]
    public async Task DraftThatWasSubmitted_IsNoLongerAmongDrafts()
    {
        var draft = await DraftAsync();
        await World.SubmitDraft.HandleAsync(new(draft, 1), World.By(ExamWorld.Lan), Ct);
        await EnforceAsync(DraftsGo);

        World.Store.SentOf(ExamContracts.RegistrationErasureDue).Should().BeEmpty();
        (await World.StateOfAsync(draft)).State.Should().Be(RegistrationState.Submitted);
    }

    [Fact]
    public async Task DraftBegunAgainAfterAWithdrawal_IsKeptLikeWhatWasFiled()
    {
        var filed = await World.SubmitAsync();
        await World.Withdraw.HandleAsync(new(filed.Registration, filed.Version), World.By(ExamWorld.Lan), Ct);
        await World.SaveDraft.HandleAsync(
            new SaveDraft(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes, await World.VersionOfAsync(filed.Registration)), World.By(ExamWorld.Lan), Ct);

        await EnforceAsync(DraftsGo);
        (await World.StateOfAsync(filed.Registration)).State.Should().Be(RegistrationState.Draft);
        await EnforceAsync(FiledGo);

        (await World.Registrations.LoadAsync(filed.Registration, Ct)).State.Should().BeNull();
    }

    [Fact]
    public async Task MoneyThatIsToGoBack_KeepsItsRegistration_UntilItHas()
    {
        var filed = await World.SubmitAsync();
        await World.PayAsync(filed);
        await World.Withdraw.HandleAsync(new(filed.Registration, await World.VersionOfAsync(filed.Registration)), World.By(ExamWorld.Lan), Ct);
        await EnforceAsync(FiledGo);
        (await World.StateOfAsync(filed.Registration)).State.Should().Be(RegistrationState.Withdrawn);

        await World.FeeNews.RefundedAsync(
            new FeeRefundedV1(filed.Payment!.Value, filed.Registration, filed.FeeAmount!.Value, World.Clock.GetUtcNow()), World.Delivery(filed.Registration), Ct);
        await EnforceAsync(FiledGo.AddDays(EnforceRetention.Pause.Days - 1));
        (await World.StateOfAsync(filed.Registration)).Fee.Should().Be(FeeStatus.Refunded, "a session is looked through once a month");
        await EnforceAsync(FiledGo.AddDays(EnforceRetention.Pause.Days));

        (await World.Registrations.LoadAsync(filed.Registration, Ct)).State.Should().BeNull();
    }

    [Fact]
    public async Task MoneyThatNeverGoesBack_KeepsItsRegistration_NoLongerThanTheRuleSays()
    {
        var filed = await World.SubmitAsync();
        await World.PayAsync(filed);
        await World.Withdraw.HandleAsync(new(filed.Registration, await World.VersionOfAsync(filed.Registration)), World.By(ExamWorld.Lan), Ct);
        var last = ExamWorld.Session.LastExamDay.AddMonths(60).AddMonths(12);

        await EnforceAsync(last.AddDays(-EnforceRetention.Pause.Days));
        await EnforceAsync(last);
        (await World.StateOfAsync(filed.Registration)).State.Should().Be(RegistrationState.Withdrawn);
        await EnforceAsync(last.AddDays(EnforceRetention.Pause.Days));

        (await World.Registrations.LoadAsync(filed.Registration, Ct)).State.Should().BeNull();
    }

    [Fact]
    public async Task ManyRegistrations_GoPageByPage_EachOnce()
    {
        const int Candidates = (2 * EnforceRetention.StepRows) + 3;
        for (var i = 0; i < Candidates; i++) await World.SubmitAsync(ExamWorld.FreeForm($"001205{i:D6}"));

        await EnforceAsync(FiledGo);

        World.Store.SentOf(ExamContracts.RegistrationErased).Select(erased => erased.Registration).Should().HaveCount(Candidates).And.OnlyHaveUniqueItems();
        var steps = World.Store.Sent.Where(sent => sent.Message.Type == ExamContracts.RetentionStep.Type).Select(sent => sent.Message).ToList();
        steps.Count(step => ExamContracts.RetentionStep.Read(step).Continuation is not null).Should().Be(2);
        foreach (var step in steps) await World.Retention.StepAsync(ExamContracts.RetentionStep.Read(step), World.Delivery(step.Session, step.Id), Ct);
        World.Store.SentOf(ExamContracts.RetentionStep).Should().HaveCount(steps.Count, "a step that comes again leads nowhere");
        await World.Retention.RunAsync(Ct);
        World.Store.SentOf(ExamContracts.RegistrationErasureDue).Should().HaveCount(Candidates, "nothing is due again so soon");
    }

    [Fact]
    public void Drafts_AreSpreadOverAllPartitions()
    {
        var counts = Enumerable.Range(0, 3_200)
            .Select(i => ExamIds.Registration(World.Hash, DemoExams.Session, $"{i}"))
            .SelectMany(id => ExamViews.Rows(new RegistrationErasedV1(id, 1, DemoExams.Session, null, [])))
            .GroupBy(row => row.Key.Partition).Select(partition => partition.Count()).ToList();

        counts.Should().HaveCount(ExamViews.DraftPartitions(DemoExams.Session).Count()).And.OnlyContain(count => count > 100 && count < 300);
    }

    [Fact]
    public async Task ErasedAndBegunAgain_IsANewOne_ThatLateMessagesLeaveAlone()
    {
        var draft = await DraftAsync();
        var before = await World.StateOfAsync(draft);
        await EnforceAsync(DraftsGo, remains: false);
        await World.Registrations.ChangeAsync(
            draft, World.By(ExamWorld.Lan), (_, _) => (Decision?)new Decision(before, RegistrationAction.SaveDraft), Ct);

        await DrainAsync();
        await World.ProjectAsync();

        (await World.StateOfAsync(draft)).Form.Name.Should().Be(before.Form.Name);
        (await World.VersionOfAsync(draft)).Should().Be(3, "a version is never given twice");
        (await World.History.HandleAsync(draft, World.By(ExamWorld.Lan), Ct)).Value.Should().NotBeEmpty();
        (await ListOfLanAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task ErasureOfWhatIsGoneOrNeverWas_DoesNothing()
    {
        var nobody = new RecordId("reg-00000000000000000000000000");
        World.Clock.SetUtcNow(VietnamTime.StartOf(FiledGo));

        await World.Erase.HandleAsync(new(nobody), World.Delivery(nobody), Ct);
        await World.Erase.RemainsAsync(new(nobody, 1, DemoExams.Session, null, []), World.Delivery(nobody), Ct);

        World.Store.Sent.Should().BeEmpty();
        (await World.Store.LoadAsync(nobody, Ct)).Should().BeNull();
    }

    private async Task<RecordId> DraftAsync()
    {
        var saved = await World.SaveDraft.HandleAsync(
            new SaveDraft(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes), World.By(ExamWorld.Lan), Ct);
        return saved.Value.Registration;
    }

    private async Task<IReadOnlyList<RegistrationRow>> ListOfLanAsync() =>
        (await World.Lists.OfFamilyAsync(World.By(ExamWorld.Lan), Ct)).Value.Rows;

    /// <summary>Lets the timer run on a day, and every message that follows from it be handled.</summary>
    private async Task EnforceAsync(DateOnly day, bool remains = true)
    {
        World.Clock.SetUtcNow(VietnamTime.StartOf(day));
        World.ForgetReference();
        await World.ProjectAsync();
        await World.Retention.RunAsync(Ct);
        await DrainAsync(remains);
        await World.ProjectAsync();
    }

    private async Task DrainAsync(bool remains = true)
    {
        for (var i = 0; i < World.Store.Sent.Count; i++)
        {
            var message = World.Store.Sent[i].Message;
            var context = World.Delivery(message.Session, message.Id);
            if (message.Type == ExamContracts.RetentionStep.Type && _handled.Add(message.Id))
                await World.Retention.StepAsync(ExamContracts.RetentionStep.Read(message), context, Ct);
            if (message.Type == ExamContracts.RegistrationErasureDue.Type && _handled.Add(message.Id))
                await World.Erase.HandleAsync(ExamContracts.RegistrationErasureDue.Read(message), context, Ct);
            if (remains && message.Type == ExamContracts.RegistrationErased.Type)
                await World.Erase.RemainsAsync(ExamContracts.RegistrationErased.Read(message), context, Ct);
        }
    }

    private readonly HashSet<string> _handled = [];
}
