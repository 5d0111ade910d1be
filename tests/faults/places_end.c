/*
 * places_end.c - see places.c. Never does anything: it is linked behind our
 * own code.
 */
void places_end(void);

void places_end(void)
{
}
