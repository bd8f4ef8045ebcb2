using PublicServices.Exams;

namespace PublicServices.Tests.Unit.Exams;

public sealed class SoundnessTests : ExamTest
{
    [Fact]
    public async Task Faults_OfARegistrationThatWasFiled_AreNone()
    {
        var answer = await World.SubmitAsync();
        var sound = await World.StateOfAsync(answer.Registration);
        RegistrationSoundness.Faults(sound).Should().BeEmpty();

        RegistrationSoundness.Faults(sound with { Form = sound.Form with { Address = "elsewhere" } })
            .Should().Equal("the form is not the one that was filed");
        RegistrationSoundness.Faults(sound with { State = RegistrationState.Confirmed }).Should().Equal("confirmed without a settled fee");
        RegistrationSoundness.Faults(sound with { DossierCode = null, Payment = null })
            .Should().Equal("filed without a dossier code", "filed without a fee");
        RegistrationSoundness.Faults(sound with { FeeFromRound = sound.PaymentRound + 1 }).Should().Equal("waits for a payment nobody was asked for");
        RegistrationSoundness.Faults(sound with { Guardians = [] }).Should().Equal("nobody may see it");
    }
}
