using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class CatalogueAndPermissionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_ARiseBeyondTheRule_NeedsAReasonWhichIsPublished()
    {
        var world = await TuitionWorld.OpenAsync();
        var command = Raised(1_380_001);

        var refused = (await world.Catalogues.PublishAsync(command, world.By(TuitionWorld.Officer), Ct)).Problem!;
        (refused.Code, refused.Fields!.Single().Field).Should().Be(("TUITION-002", "tuition"));

        var published = (await world.Catalogues.PublishAsync(command with { Reason = "Chi phí tăng" }, world.By(TuitionWorld.Officer), Ct)).Value;
        published.Warnings.Should().ContainSingle().Which.Reason.Should().Be("Chi phí tăng");
        (await world.Catalogues.PublishAsync(command, world.By(TuitionWorld.Officer), Ct)).Value.Warnings.Single().Reason
            .Should().Be("Chi phí tăng", "what was published with a reason keeps it");
    }

    [Fact]
    public async Task Publish_ARiseOfJustFifteenPercent_IsInOrder()
    {
        var world = await TuitionWorld.OpenAsync();
        (await world.Catalogues.PublishAsync(Raised(1_380_000), world.By(TuitionWorld.Officer), Ct)).Value.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_ChangingAPriceInForce_IsRefused()
    {
        var world = await TuitionWorld.OpenAsync();
        var command = DemoTuition.Catalogue(TuitionWorld.School, TuitionWorld.Start);
        var cheaper = command with { Items = [.. command.Items.Select(item => item with { Prices = [item.Prices[0] with { Value = new ItemPrice(1) }] })] };

        (await world.Catalogues.PublishAsync(cheaper, world.By(TuitionWorld.Officer), Ct)).Problem!.Fields.Should().HaveCount(command.Items.Count);
        (await world.Catalogues.PublishAsync(command with { Items = [command.Items[0]] }, world.By(TuitionWorld.Officer), Ct)).Problem!.Fields.Should().HaveCount(4);
        (await world.Catalogues.PublishAsync(command with { Instalments = [new(60, 14), new(30, 20)] }, world.By(TuitionWorld.Officer), Ct)).Problem!.Fields!.Single().Field
            .Should().Be("instalments");
        (await world.Catalogues.PublishAsync(command, world.By(TuitionWorld.OtherSchool), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
    }

    [Fact]
    public async Task ABill_ForSomebodyWhoOnlyHoldsTheLink_NamesNobody()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var (bill, today) = (world.BillOf(TuitionWorld.Ana), TuitionWorld.Start.VietnamDate());

        foreach (var asked in new[] { null, world.By(TuitionWorld.Minh), world.By(TuitionWorld.OtherSchool) })
        {
            var view = (await world.Read.BillAsync(bill, asked, today, Ct)).Value;
            (view.Name, view.Student, view.Class, view.IsSeen).Should().Be(("N. M. Anh", "", "", false));
        }

        foreach (var caller in new[] { TuitionWorld.Lan, TuitionWorld.Officer, TuitionWorld.Department })
            (await world.Read.BillAsync(bill, world.By(caller), today, Ct)).Value.Student.Should().Be(TuitionWorld.Ana);
        (await world.Store.ListDocumentsAsync(bill.Account, Document.HistoryPrefix, null, 100, Ct)).Should().HaveCount(2, "officers' reads are written down");
    }

    [Fact]
    public async Task AStatement_OfSomebodyElse_IsNotThere()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var id = world.IdOf(TuitionWorld.Ana);
        foreach (var caller in new[] { TuitionWorld.Minh, TuitionWorld.OtherSchool, new Caller("department-79", Role.Department, "Công", "79") })
            (await world.Read.StatementAsync(id, null, world.By(caller), Ct)).Problem.Should().Be(KernelProblems.NotFound);
        foreach (var role in new[] { Role.Ministry, Role.Operator })
            (await world.Read.StatementAsync(id, null, world.By(new Caller("x", role, "x")), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
        var finance = new Caller("x", Role.Finance, "x");
        (await world.Read.StatementAsync(id, null, world.By(finance), Ct)).Value.OwedVnd.Should().BeGreaterThan(0, "finance officers read money");
        (await world.Change.CancelAsync(new CancelBill(world.BillOf(TuitionWorld.Ana), "x"), world.By(finance), Ct))
            .Problem.Should().Be(KernelProblems.Forbidden, "and change no bill");
        (await world.Change.CancelAsync(new CancelBill(world.BillOf(TuitionWorld.Ana), "x"), world.By(TuitionWorld.Lan), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
        (await world.Lists.ByClassAsync(TuitionWorld.School, TuitionWorld.Period, world.By(TuitionWorld.OtherSchool), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
    }

    [Fact]
    public async Task Join_ByTheLinkAndTheCode_AndWrongCodesAreCounted()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var id = world.IdOf(TuitionWorld.Ana);

        (await world.Change.JoinAsync(new JoinAccount(id, "0100000009"), world.By(TuitionWorld.Minh), Ct)).Problem!.Code.Should().Be("TUITION-019");
        (await world.Change.JoinAsync(new JoinAccount(id, TuitionWorld.Ana), world.By(TuitionWorld.Minh), Ct)).Problem.Should().BeNull();
        await world.DeliverAsync();
        (await world.Lists.OfFamilyAsync(null, world.By(TuitionWorld.Minh), Ct)).Value.Rows.Should().ContainSingle();

        var stranger = new Caller("acc-stranger", Role.Family, "x");
        for (var i = 0; i < StudentAccount.MaxJoinFailures; i++)
            (await world.Change.JoinAsync(new JoinAccount(id, "X99"), world.By(stranger), Ct)).Problem!.Code.Should().Be("TUITION-019");
        (await world.Change.JoinAsync(new JoinAccount(id, TuitionWorld.Ana), world.By(stranger), Ct)).Problem!.Code.Should().Be("TUITION-018");
    }

    [Fact]
    public async Task Reminders_GoToThoseWhoStillOwe_OnceADay()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        await world.RunAsync(TuitionWorld.TwoChildren());
        var steps = world.Store.Sent.Where(sent => sent.Message.Type == TuitionMessages.ReminderStep.Type).ToList();
        steps.Select(sent => sent.Message.Id).Distinct().Should().HaveCount(8, "two parts, four days each, however often bills are run");
        var first = steps.OrderBy(sent => sent.NotBefore).First();
        world.Clock.Advance(first.NotBefore!.Value - world.Clock.GetUtcNow());
        var before = Reminded(world);

        world.Held = TuitionMessages.ReminderDue.Type;
        await world.HandleAsync(first.Message);
        await world.PayAsync(world.BillOf(TuitionWorld.Ana));
        var due = world.Store.Sent.Where(sent => sent.Message.Type == world.Held).Select(sent => sent.Message).ToList();
        due.Should().HaveCount(2, "both owed when the list was read");
        foreach (var message in due.Concat(due)) await world.HandleAsync(message);

        Reminded(world).Except(before).Should().ContainSingle("one paid between the list and the letter").Which.Should().Be("Nguyễn Minh Bảo");
    }

    private static List<string> Reminded(TuitionWorld world) =>
        [.. world.Store.SentOf(NoticeContracts.NoticeRequested).Where(notice => notice.Template == "tuition-reminder").Select(notice => notice.Values["name"])];

    private static PublishCatalogue Raised(long amountVnd)
    {
        var command = DemoTuition.Catalogue(TuitionWorld.School, TuitionWorld.Start);
        var tuition = command.Items[0];
        var first = tuition.Prices[0] with { To = new DateOnly(2026, 12, 31) };
        var next = new Dated<ItemPrice>(new DateOnly(2027, 1, 1), "QĐ 5", new ItemPrice(amountVnd));
        return command with { Items = [tuition with { Prices = [first, next] }, .. command.Items.Skip(1)] };
    }
}
