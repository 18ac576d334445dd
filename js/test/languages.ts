// The kernel is not there to send the languages: they are learnt at once.
import { learn } from "../src/i18n";
import es from "../src/i18n/languages/es";

learn("es", es);
