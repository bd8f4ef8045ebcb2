using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;
using PublicServices.Notices;

namespace PublicServices.Tests.Unit.Exams;

/// <summary>Two features meet in a template's values: what registrations send is what the texts need.</summary>
public sealed class NoticeValuesTests : ExamTest
{
    [Fact]
    public async Task EveryNotice_FillsItsTemplate()
    {
        var answer = await World.SubmitAsync();
        await World.CorrectAsync(answer);
        await World.Extend.HandleAsync(
            new(DemoExams.Session, ExtensionScope.Person, answer.Registration.Value, ExamWorld.Session.ClosesAt.AddDays(1), "Mất điện"),
            World.By(ExamWorld.Ministry),
            Ct);
        await World.Edit.HandleAsync(new(answer.Registration, ExamWorld.Form() with { Class = "12A2" }, 2), World.By(ExamWorld.Lan), Ct);
        await World.FeeNews.LapsedAsync(
            new FeeLapsedV1(answer.Payment!.Value, answer.Registration, ExamWorld.Start), World.Delivery(answer.Registration), Ct);
        await World.PayAsync(answer);
        await World.CheckAsync(answer);
        await World.FeeNews.RefundedAsync(
            new FeeRefundedV1(answer.Payment.Value, answer.Registration, Money.Vnd(45_000), ExamWorld.Start), World.Delivery(answer.Registration), Ct);
        await World.Withdraw.HandleAsync(
            new(answer.Registration, await World.VersionOfAsync(answer.Registration)), World.By(ExamWorld.Lan), Ct);

        var notices = World.Store.SentOf(NoticeContracts.NoticeRequested);

        notices.Select(notice => notice.Template).Should().BeEquivalentTo(
            "exam-submitted", "exam-corrections", "window-extended", "fee-lapsed", "fee-paid", "exam-confirmed", "fee-refunded", "exam-withdrawn");
        foreach (var notice in notices)
        {
            foreach (var language in (string[])["vi", "en"])
            {
                var text = NoticeTemplates.Find(notice.Template)!.Render(language, notice.Values);
                $"{text}".Should().NotContain("{dossierCode}").And.NotContain("001209000123");
            }
        }
    }
}
