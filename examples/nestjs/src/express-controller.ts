import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';

/** Reads `req.flags`: synchronous, and all answers come from one revision. */
@Controller('express')
export class ExpressController {
  @Get('checkout')
  checkout(@Req() req: Request): object {
    const { value, variant, reason } = req.flags.details('checkout', 'four steps');
    return { checkout: value, variant, reason, beta: req.flags.isEnabled('beta') };
  }

  @Get('exports')
  exports(): object {
    return { exports: ['2026-11.csv'] };
  }
}
