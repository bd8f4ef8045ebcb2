using System.Net;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd.Journeys;

public abstract class FamilyJourneyTests(ServiceFixture service)
{
    private readonly Family _family = service.FamilyOf(service.Family);

    [Fact]
    public async Task A_family_files_pays_and_holds_a_receipt_anybody_can_check()
    {
        var filed = (await _family.FileAsync(Candidates.FreeFiling(service.NextCandidate()), "journey-1")).Must(HttpStatusCode.Created);
        var (registration, payment, dossier) = (filed.Text("registration"), filed.Text("payment"), filed.Text("dossierCode"));
        filed.Text("state").Should().Be("Submitted");

        var due = await Eventually.AsAsync(() => _family.PaymentAsync(payment), page => page.Status == HttpStatusCode.OK, "the fee is asked for");
        due.Json["amount"]!.ToJsonString().Should().Contain("45000");
        due.Readable.Should().Contain("N. T. Á. ").And.NotContain("NGUYỄN", "whoever holds the link sees a masked name");

        var pressed = await _family.PayAsync(payment);
        await _family.UntilAsync(registration, "Confirmed", "Paid");
        await service.Portal.UntilAsync(dossier, 1, 2);
        service.Portal.Of(dossier).Select(heard => heard.Sequence).Should().Equal(1, 2);

        var receipt = (await service.Family.GetAsync($"/api/exams/registrations/{registration}/receipt")).Must(HttpStatusCode.OK);
        receipt.Text("dossierCode").Should().Be(dossier);
        var verified = (await service.Nobody.GetAsync($"/api/receipts/{receipt.Text("token")}")).Must(HttpStatusCode.OK);
        verified.Body.Should().Contain(dossier);

        var whereabouts = (await service.Nobody.GetAsync($"/api/payments/lookup?reference={pressed.Text("reference")}")).Must(HttpStatusCode.OK);
        whereabouts.Json["received"]!.GetValue<bool>().Should().BeTrue();

        var history = (await service.Family.GetAsync($"/api/exams/registrations/{registration}/history")).Must(HttpStatusCode.OK);
        history.Json.AsArray().Select(entry => entry!["action"]!.GetValue<string>()).Should().Equal("submit", "settle-fee");
        await Eventually.TrueAsync(
            async () => (await service.Nobody.GetAsync("/dev/outbox", ("Accept", "text/html"))).Body.Split(dossier).Length > 2,
            "both letters are in the development outbox");
        service.Portal.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_pupil_is_checked_by_the_school_and_confirmed_when_paid()
    {
        var filed = (await _family.FileAsync(Candidates.SchoolFiling(service.NextCandidate()))).Must(HttpStatusCode.Created);
        var (registration, dossier) = (filed.Text("registration"), filed.Text("dossierCode"));
        await service.Portal.UntilAsync(dossier, 1);

        await Eventually.TrueAsync(
            async () => (await service.School.GetAsync($"/api/exams/{Candidates.Session}/units/{Candidates.School}/registrations?take=200"))
                .Must(HttpStatusCode.OK).Body.Contains(registration, StringComparison.Ordinal),
            "the school's list shows it");
        var seen = (await service.School.GetAsync($"/api/exams/registrations/{registration}")).Must(HttpStatusCode.OK);
        (await service.School.PostAsync($"/api/exams/registrations/{registration}/check", null, ("If-Match", $"{seen.Version}")))
            .Must(HttpStatusCode.OK).Text("state").Should().Be("SchoolChecked");
        await service.Portal.UntilAsync(dossier, 1, 2, 6);

        await _family.PayAsync(filed.Text("payment"));
        await _family.UntilAsync(registration, "Confirmed", "Paid");
        await service.Portal.UntilAsync(dossier, 1, 2, 6, 4);

        var history = (await service.Family.GetAsync($"/api/exams/registrations/{registration}/history")).Must(HttpStatusCode.OK);
        history.Json.AsArray().Select(entry => entry!["action"]!.GetValue<string>())
            .Should().Equal(["submit", "read", "check", "settle-fee"], "the family sees who looked");
    }

    [Fact]
    public async Task A_school_asks_for_a_correction_and_the_family_makes_it()
    {
        var candidate = service.NextCandidate();
        var filed = (await _family.FileAsync(Candidates.SchoolFiling(candidate))).Must(HttpStatusCode.Created);
        var (registration, dossier) = (filed.Text("registration"), filed.Text("dossierCode"));
        var asked = (await service.School.PostAsync(
            $"/api/exams/registrations/{registration}/corrections",
            """{"reasons":[{"field":"address","text":"Địa chỉ thiếu tên tổ dân phố"}]}""",
            ("If-Match", "1"))).Must(HttpStatusCode.OK);
        asked.Text("state").Should().Be("CorrectionRequested");
        await service.Portal.UntilAsync(dossier, 1, 2, 5);

        var read = await _family.ReadAsync(registration);
        read.Readable.Should().Contain("tổ dân phố");
        var form = Candidates.SchoolForm(candidate);
        form["address"] = "Tổ 5, phố Minh Họa, phường Hai";
        var edited = (await service.Family.PutAsync($"/api/exams/registrations/{registration}", form.ToJsonString(), ("If-Match", read.Headers["ETag"])))
            .Must(HttpStatusCode.OK);
        edited.Text("state").Should().Be("Submitted");
        await _family.PayAsync(filed.Text("payment"));
        var paid = await _family.UntilAsync(registration, "Submitted", "Paid");

        (await service.School.PostAsync($"/api/exams/registrations/{registration}/check", null, ("If-Match", $"{paid.Version}")))
            .Must(HttpStatusCode.OK).Text("state").Should().Be("Confirmed");
        await service.Portal.UntilAsync(dossier, 1, 2, 5, 4);
    }

    [Fact]
    public async Task Money_of_a_withdrawn_registration_goes_back_by_the_finance_desk()
    {
        var confirmed = await _family.ConfirmedAsync(service.NextCandidate());
        var (registration, dossier) = (confirmed.Text("id"), Family.DossierOf(confirmed));
        var payment = confirmed.Json["registration"]!["payment"]!.GetValue<string>();
        (await _family.ChangeAsync(registration, "withdraw", confirmed.Version)).Must(HttpStatusCode.OK).Text("state").Should().Be("Withdrawn");
        await service.Portal.UntilAsync(dossier, 1, 2, 7);

        JsonNode? waiting = null;
        await Eventually.TrueAsync(
            async () =>
            {
                var cases = (await service.Finance.GetAsync("/api/finance/cases")).Must(HttpStatusCode.OK).Json["cases"]!.AsArray();
                waiting = cases.FirstOrDefault(row => row!["payment"]!.GetValue<string>() == payment);
                return waiting is not null;
            },
            "the finance desk has a case");
        waiting!["case"]!["kind"]!.GetValue<string>().Should().Be("WithdrawnAfterPaid");
        (await service.Operator.PostAsync($"/api/finance/payments/{payment}/cases/1/refund", """{"reason":"rút hồ sơ"}"""))
            .MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await service.Finance.PostAsync($"/api/finance/payments/{payment}/cases/1/refund", """{"reason":"rút hồ sơ"}""")).Must(HttpStatusCode.OK);

        await Eventually.AsAsync(() => _family.PaymentAsync(payment), page => page.Text("status") == "Refunded", "the money is back");
        await _family.UntilAsync(registration, "Withdrawn", "Refunded");
        (await service.Finance.PostAsync($"/api/finance/payments/{payment}/cases/1/refund", """{"reason":"lần hai"}"""))
            .MustRefuse(HttpStatusCode.Conflict, "PAY-020");
    }

    [Fact]
    public async Task A_lost_callback_is_found_when_the_payer_asks()
    {
        var filed = (await _family.FileAsync(Candidates.FreeFiling(service.NextCandidate()))).Must(HttpStatusCode.Created);
        var payment = filed.Text("payment");
        var pressed = await _family.PayAsync(payment, "staySilent");
        pressed.Text("status").Should().Be("Succeeded");
        (await _family.PaymentAsync(payment)).Text("status").Should().Be("Pending");

        (await _family.PaymentAsync(payment, ask: true)).Text("status").Should().Be("Paid");
        await _family.UntilAsync(filed.Text("registration"), "Confirmed", "Paid");
    }

    [Theory]
    [InlineData("callTwice")]
    [InlineData("callOutOfOrder")]
    public async Task Callbacks_that_come_twice_or_out_of_order_count_once(string behaviour)
    {
        var filed = (await _family.FileAsync(Candidates.FreeFiling(service.NextCandidate()))).Must(HttpStatusCode.Created);
        var pressed = await _family.PayAsync(filed.Text("payment"), behaviour);
        await _family.UntilAsync(filed.Text("registration"), "Confirmed", "Paid");
        var page = await _family.PaymentAsync(filed.Text("payment"));
        page.Text("reference").Should().Be(pressed.Text("reference"));
        var cases = (await service.Finance.GetAsync("/api/finance/cases")).Must(HttpStatusCode.OK);
        cases.Body.Should().NotContain(filed.Text("payment"));
    }

    [Fact]
    public async Task A_failed_payment_can_be_tried_again_and_an_overpayment_is_owed_back()
    {
        var filed = (await _family.FileAsync(Candidates.FreeFiling(service.NextCandidate()))).Must(HttpStatusCode.Created);
        var payment = filed.Text("payment");
        (await _family.PayAsync(payment, "fail")).Text("status").Should().Be("Failed");
        await Eventually.AsAsync(() => _family.PaymentAsync(payment), page => page.Text("status") == "Due", "the fee is due again");

        await _family.PayAsync(payment, "overpay");
        await _family.UntilAsync(filed.Text("registration"), "Confirmed", "Paid");
        await Eventually.TrueAsync(
            async () => (await service.Finance.GetAsync("/api/finance/cases")).Json["cases"]!.AsArray().Any(row =>
                row!["payment"]!.GetValue<string>() == payment && row["case"]!["kind"]!.GetValue<string>() == "Overpaid"),
            "what was too much is a case");
    }
}
